package org.contourflow.testdata;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer that runs as a server beside a test, ended with it. */
public final class PeerServer implements AutoCloseable {
  private final Process process;
  private final Path output;

  private PeerServer(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it and waits until it listens on the port. */
  public static PeerServer server(Peer peer, Path folder, int port, String... arguments)
      throws IOException, InterruptedException {
    PeerServer started = start(peer.program(), folder, arguments);
    started.awaitPort(port);
    return started;
  }

  /** Starts it. */
  public static PeerServer start(Path program, Path folder, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Files.createDirectories(folder);
    Path output = Files.createTempFile(folder, "server", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new PeerServer(process, output);
  }

  /** Waits, at most four minutes, until it listens on the port. */
  public void awaitPort(int port) throws InterruptedException, IOException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("the server did not come up: " + output());
      }
      Thread.sleep(50);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The process. */
  public Process process() {
    return process;
  }

  /** What it has printed so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** As {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(4, TimeUnit.MINUTES);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
