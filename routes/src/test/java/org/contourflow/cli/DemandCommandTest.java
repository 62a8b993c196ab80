package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemandCommandTest {
  @TempDir Path folder;
  private Path counts;
  private final StringWriter said = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    StringBuilder text = new StringBuilder("begin;cases;patient_name\n");
    SplittableRandom random = new SplittableRandom(1);
    LocalDateTime start = LocalDateTime.of(2026, 1, 5, 0, 0);
    for (int h = 0; h < 6 * 168; h++) {
      LocalDateTime time = start.plusHours(h);
      int most = time.getHour() < 7 ? 3 : 9;
      text.append(time + ";" + random.nextInt(most) + ";Doe^Jane\n");
    }
    counts = Files.writeString(folder.resolve("counts.csv"), text);
  }

  private int run(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("demand", arguments[0], "--counts", counts.toString()));
    all.addAll(List.of("--zone", "UTC", "--map", "time=begin"));
    all.addAll(Arrays.asList(arguments).subList(1, arguments.length));
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(said, true));
    command.setErr(new PrintWriter(said, true));
    return command.execute(all.toArray(String[]::new));
  }

  @Test
  void a_forecast_writes_a_page_that_stands_alone_tables_and_json_and_keeps_a_day()
      throws IOException {
    Path out = folder.resolve("out");
    Path kept = folder.resolve("kept");
    assertThat(run("forecast", "--map", "count=cases", "--out", "" + out, "--keep", "" + kept))
        .as(said.toString())
        .isZero();
    assertThat(Files.readAllLines(out.resolve("hours.csv"))).hasSize(49);
    assertThat(Files.readAllLines(out.resolve("days.csv"))).hasSize(16);
    assertThat(Files.readString(out.resolve("forecast.json"))).contains("\"quantiles\"");
    assertThat(Files.readString(out.resolve("forecast.html")))
        .contains("<svg", "The last week")
        .doesNotContain("<script", "src=", "href=", "Doe");
    assertThat(kept.resolve("2026-02-16.json")).isRegularFile();
  }

  @Test
  void a_what_if_shows_both_plans() {
    Path out = folder.resolve("whatif");
    int status =
        run(
            "what-if",
            "--map",
            "count=cases",
            "--days",
            "2",
            "--paths",
            "30",
            "--out",
            "" + out,
            "--staff",
            "08-17=1",
            "--if-staff",
            "08-20=4",
            "--contour-minutes",
            "3",
            "--review-minutes",
            "12");
    assertThat(status).as(said.toString()).isZero();
    assertThat(said.toString()).contains("as it is", "what if", "staff needed");
    assertThat(out.resolve("whatif.html")).isRegularFile();
  }

  @Test
  void a_column_of_names_is_refused_and_a_missing_one_asked_for() {
    assertThat(run("fit", "--map", "count=patient_name")).isEqualTo(1);
    assertThat(said.toString()).contains("column patient_name is refused").doesNotContain("Doe");
    assertThat(run("fit")).isEqualTo(1);
    assertThat(said.toString()).contains("--map count=COLUMN");
    assertThat(run("fit", "--map", "count=cases", "--holidays", "atlantis")).isEqualTo(1);
    assertThat(said.toString()).contains("england");
  }
}
