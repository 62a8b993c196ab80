package org.contourflow.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.h2.tools.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How commands reach the embedded store of a running daemon, whose file is locked: a port of this
 * machine alone, that opens to who knows a key. The key stands in a file of the store's folder, so
 * only who may read the store's files may come in.
 */
final class Door implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final int KEY_BYTES = 24;
  private static final int CONNECT_MS = 1000;

  private final Path file;
  private final Server server;

  static {
    // Before any class of H2 looks: its servers must not be seen from outside.
    System.setProperty("h2.bindAddress", InetAddress.getLoopbackAddress().getHostAddress());
  }

  private Door(Path file, Server server) {
    this.file = file;
    this.server = server;
  }

  /** Sees that H2 binds to this machine alone; to be called before H2 is used at all. */
  static void onThisMachineAlone() {
    // The static block does it.
  }

  private static Path file(Path folder) {
    return folder.resolve("door");
  }

  /**
   * Opens it to the store of a folder.
   *
   * @param database the store's file as H2 names it
   * @throws IOException if no port can be had or the key cannot be written
   */
  static Door open(Path folder, String database) throws IOException {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    String key = HexFormat.of().formatHex(bytes);
    try {
      Server server =
          Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-ifExists", "-key", key, database)
              .start();
      Files.write(file(folder), List.of(Integer.toString(server.getPort()), key));
      return new Door(file(folder), server);
    } catch (SQLException e) {
      throw new IOException("the store cannot be opened to commands of this machine", e);
    }
  }

  /** The JDBC URL of the daemon that has a folder's store open, if one does. */
  static Optional<String> url(Path folder) throws IOException {
    if (!Files.isRegularFile(file(folder))) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file(folder));
    if (lines.size() != 2 || !lines.get(0).matches("\\d{1,5}")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(lines.get(0));
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
      return Optional.of("jdbc:h2:tcp://" + host + ":" + port + "/" + lines.get(1));
    } catch (IOException e) {
      LOG.debug("the daemon that wrote the door's file has ended", e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("the file {} stays; it opens nothing any more", file.getFileName(), e);
    }
    server.stop();
  }
}
