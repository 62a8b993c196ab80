package org.contourflow.testdata;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A program no one here wrote (dcmtk, dciodvfy, plastimatch, Orthanc, pydicom), found on the PATH.
 * Tests that use one are tagged {@code peer} and are skipped with a plain message where it is
 * absent; {@code .ci/install-peers} installs them on Debian.
 */
public final class Peer {
  /** dcmtk's programs that others bring under the same name. */
  private static final Set<String> OF_DCMTK =
      Set.of(
          "echoscu", "findscu", "getscu", "movescu", "qrscp", "storescp", "storescu", "dcmqrscp");

  private final Path program;

  private Peer(Path program) {
    this.program = program;
  }

  /** Finds the program; skips the calling test if it is not installed. */
  public static Peer require(String name) {
    Optional<Path> found = find(name);
    Assumptions.assumeTrue(
        found.isPresent(), "skipped: peer " + name + " is not installed (.ci/install-peers)");
    return new Peer(found.orElseThrow());
  }

  /** Finds Debian's Python with {@code module}; skips the calling test if it is not there. */
  public static Peer requirePython(String module) {
    Path python = Path.of("/usr/bin/python3");
    boolean present =
        Files.isExecutable(python) && new Peer(python).run("-c", "import " + module).exit() == 0;
    Assumptions.assumeTrue(
        present, "skipped: python3 with " + module + " is not installed (.ci/install-peers)");
    return new Peer(python);
  }

  /**
   * Finds the Python of the frameworks' virtual environment ({@code CONTOURFLOW_FRAMEWORKS}, made
   * by {@code contouring-model/export/make-venv.sh}) with all {@code modules}; skips the calling
   * test if it is not there.
   */
  public static Peer requireFrameworks(String... modules) {
    String folder = System.getenv().getOrDefault("CONTOURFLOW_FRAMEWORKS", "");
    Path python = Path.of(folder, "bin", "python");
    boolean present =
        !folder.isEmpty()
            && Files.isExecutable(python)
            && new Peer(python).run("-c", "import " + String.join(", ", modules)).exit() == 0;
    Assumptions.assumeTrue(
        present,
        "skipped: CONTOURFLOW_FRAMEWORKS names no virtual environment with "
            + String.join(", ", modules)
            + " (contouring-model/export/make-venv.sh)");
    return new Peer(python);
  }

  /**
   * Whether and where the program is on the PATH. Of the programs that dcmtk has, and pynetdicom
   * under the same names with other options, dcmtk's own, wherever it stands on the PATH.
   */
  public static Optional<Path> find(String name) {
    return find(name, System.getenv().getOrDefault("PATH", ""));
  }

  static Optional<Path> find(String name, String searchPath) {
    return Arrays.stream(searchPath.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .filter(program -> !OF_DCMTK.contains(name) || isOfDcmtk(program))
        .findFirst();
  }

  private static boolean isOfDcmtk(Path program) {
    return new Peer(program).run("--version").output().contains("dcmtk");
  }

  /** The program's path, for a test that starts it as a server itself. */
  public Path program() {
    return program;
  }

  /** Runs it to its end, at most 15 minutes; output and error together. */
  public Result run(String... arguments) {
    return runIn(null, arguments);
  }

  /** As {@link #run}, in a working folder. */
  public Result runIn(Path folder, String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      if (folder != null) {
        builder.directory(folder.toFile());
      }
      Path output = Files.createTempFile("peer", ".out");
      try {
        Process process = builder.redirectOutput(output.toFile()).start();
        if (!process.waitFor(15, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new IllegalStateException(program + " did not end within 15 minutes");
        }
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return new Result(process.exitValue(), text);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + program, e);
    }
  }

  /** Exit status and everything printed. */
  public record Result(int exit, String output) {}
}
