package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.contourflow.testdata.Phantom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon as a process of its own that file permissions bind. Root may read anything, so under
 * root the process is started without the two capabilities that allow this ({@code setpriv} of
 * util-linux).
 */
class RightsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path root;
  private final List<Process> started = new ArrayList<>();
  private Path locked;

  @BeforeEach
  void permissions_are_posix() throws IOException {
    assumeThat(root.getFileSystem().supportedFileAttributeViews())
        .as("POSIX permissions")
        .contains("posix");
    locked = Files.createDirectory(root.resolve("locked"));
    permit(locked, "---------");
  }

  @AfterEach
  void stop() throws Exception {
    permit(locked, "rwxr-xr-x");
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** Whether permissions bind this very process, which tells if it is root. */
  private boolean bound() {
    return !Files.isReadable(locked);
  }

  private Process daemon(Path home) throws IOException {
    Path config = root.resolve("config.yaml");
    Files.writeString(
        config,
        "home: "
            + home
            + "\n"
            + "inbox: {stableSeconds: 1}\n"
            + "listener: {enabled: false}\n"
            + "assembly: {quietSeconds: 1}\n");
    List<String> command = new ArrayList<>();
    if (!bound()) {
      String without = "-dac_override,-dac_read_search";
      command.addAll(List.of("setpriv", "--inh-caps=" + without, "--bounding-set=" + without));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            "--config",
            config.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(root.resolve("output.txt").toFile()))
            .start();
    started.add(process);
    return process;
  }

  private String output() throws IOException {
    return Files.readString(root.resolve("output.txt"));
  }

  private void awaitOutput(String text) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!output().contains(text)) {
      assertThat(Instant.now()).as("waited for '%s' in: %s", text, output()).isBefore(end);
      Thread.sleep(100);
    }
  }

  @Test
  void a_folder_without_rights_is_reported_and_left_and_taken_once_it_can_be_read()
      throws Exception {
    Path home = root.resolve("home");
    Path inbox = Files.createDirectories(home.resolve("inbox"));
    Path series = root.resolve("series");
    int slices = Phantom.small().build().writeTo(series).files().size();
    permit(series, "---------");
    Path dropped = Files.move(series, inbox.resolve("series"));

    daemon(home);
    awaitOutput("NO_RIGHTS");
    assertThat(output()).doesNotContain("CASE_CREATED");
    assertThat(reasons(home)).singleElement().asString().contains("series", "right to read");

    permit(dropped, "rwxr-xr-x");
    awaitOutput("DELIVERED: export");
    assertThat(output()).contains("CASE_CREATED: " + slices + " slices");
    assertThat(reasons(home)).as("reported once").hasSize(1);
  }

  private static List<String> reasons(Path home) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home.resolve("quarantine"))) {
      for (Path file : files.filter(f -> f.endsWith("reason.txt")).toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }

  @Test
  void a_home_without_rights_is_one_clear_line() throws Exception {
    Process process = daemon(locked.resolve("home"));
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(output())
        .contains(locked.resolve("home").toString(), ": no right to read or write it")
        .doesNotContain("\tat ");
  }

  @Test
  void a_second_daemon_on_the_same_home_is_refused_in_one_clear_line() throws Exception {
    Path home = root.resolve("home");
    daemon(home);
    awaitOutput("SYSTEM_STARTED");
    Process second = daemon(home);
    assertThat(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(output()).contains("Another Contourflow works on " + home).doesNotContain("\tat ");
  }
}
