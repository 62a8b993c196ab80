package org.contourflow.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL of Debian on loopback in a folder of its own, which lives as long as the tests of a
 * process do, or as one test. It does not run as root: there it is another account's.
 */
public final class PostgresPeer implements AutoCloseable {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final String ACCOUNT = "postgres";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static PostgresPeer shared;

  private final Path programs;
  private final Path folder;
  private final int port;
  private Process server;

  private PostgresPeer(Path programs, Path folder, int port) {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
  }

  /** The one of this process; skips the calling test if there is no PostgreSQL. */
  public static synchronized PostgresPeer shared() throws IOException, InterruptedException {
    if (shared == null) {
      shared = start();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "postgres"));
    }
    return shared;
  }

  /** One of a test's own; skips the calling test if there is no PostgreSQL. */
  public static PostgresPeer start() throws IOException, InterruptedException {
    Optional<Path> programs = programs();
    Assumptions.assumeTrue(
        programs.isPresent(), "skipped: peer postgresql is not installed (.ci/install-peers)");
    Path folder = Files.createTempDirectory("postgres");
    PostgresPeer peer = new PostgresPeer(programs.orElseThrow(), folder, FreePort.find());
    peer.make();
    peer.begin();
    return peer;
  }

  private static Optional<Path> programs() throws IOException {
    if (!Files.isDirectory(DEBIAN)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private Process run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(
          List.of("setpriv", "--reuid=" + ACCOUNT, "--regid=" + ACCOUNT, "--clear-groups"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out.log").toFile()))
        .start();
  }

  private void make() throws IOException, InterruptedException {
    if (isRoot()) {
      UserPrincipal account =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ACCOUNT);
      Files.setOwner(folder, account);
    }
    // No sync: what these tests kill is the product, not the machine.
    Process initdb =
        run("initdb", "-D", "data", "-U", "contourflow", "--auth=trust", "--no-sync", "-E", "UTF8");
    if (!initdb.waitFor(4, TimeUnit.MINUTES) || initdb.exitValue() != 0) {
      throw new IllegalStateException("initdb failed: " + log());
    }
  }

  /** Starts the server, also again after {@link #end}. */
  public void begin() throws IOException, InterruptedException {
    server =
        run(
            "postgres",
            "-D",
            "data",
            "-p",
            "" + port,
            "-h",
            "127.0.0.1",
            "-F",
            "-k",
            "",
            "-N",
            "90");
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (run("pg_isready", "-q", "-h", "127.0.0.1", "-p", "" + port).waitFor() != 0) {
      if (!server.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("postgres did not come up: " + log());
      }
      Thread.sleep(50);
    }
  }

  /** Ends the server at once, its sessions with it; what was committed stays. */
  public void end() throws IOException, InterruptedException {
    run("pg_ctl", "-D", "data", "-m", "immediate", "stop").waitFor();
    server.waitFor(4, TimeUnit.MINUTES);
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("out.log"));
  }

  /** A new, empty database; its JDBC URL, user included. */
  public String newDatabase() throws IOException, InterruptedException {
    String name = "test" + DATABASES.incrementAndGet();
    Process made = run("createdb", "-h", "127.0.0.1", "-p", "" + port, "-U", "contourflow", name);
    if (made.waitFor() != 0) {
      throw new IllegalStateException("createdb failed: " + log());
    }
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=contourflow";
  }

  @Override
  public void close() {
    try {
      end();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      server.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.destroyForcibly();
    }
  }
}
