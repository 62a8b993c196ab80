package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import org.contourflow.rtstruct.convert.MasksToStructureSet;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NrrdWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Two files and their CT, without a daemon. */
class ReviewCommandTest {
  @TempDir Path folder;
  private ReferencedSeries series;

  @BeforeEach
  void ct() throws Exception {
    Phantom.small().build().writeTo(folder.resolve("ct"));
    series = found(folder.resolve("ct"));
  }

  private static ReferencedSeries found(Path ct) throws Exception {
    return ((CtFolder.Outcome.Found) CtFolder.load(ct, Optional.empty())).series();
  }

  private Path set(String file, ReferencedSeries on, Map<String, BinaryMask> masks)
      throws Exception {
    Path in = Files.createDirectories(folder.resolve("masks-" + file));
    for (Map.Entry<String, BinaryMask> mask : masks.entrySet()) {
      NrrdWriter.write(in.resolve(mask.getKey() + ".nrrd"), mask.getValue());
    }
    MasksToStructureSet converter =
        new MasksToStructureSet(
            DestinationProfile.named("generic"),
            false,
            0,
            false,
            "TEST",
            LocalDateTime.of(2026, 1, 2, 3, 4));
    StructureSetOutcome outcome = converter.convert(on, in, Map.of());
    Path out = folder.resolve(file);
    ((StructureSetOutcome.Completed) outcome).writeTo(out);
    return out;
  }

  private static BinaryMask box(ReferencedSeries on, int firstColumn) {
    return BinaryMask.of(
        on.grid(),
        (s, r, c) -> s > 2 && s < 7 && r > 9 && r < 20 && c >= firstColumn && c < firstColumn + 10);
  }

  private record Ended(int status, String out, String err) {}

  private static Ended run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] texts =
        java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    return new Ended(command.execute(texts), out.toString(), err.toString());
  }

  @Test
  void an_edited_set_is_measured_against_the_delivered_one() throws Exception {
    Path delivered =
        set("a.dcm", series, Map.of("Larynx", box(series, 20), "Parotid_R", box(series, 5)));
    Path edited =
        set("b.dcm", series, Map.of("Larynx", box(series, 22), "Rt_Parotid", box(series, 5)));
    Path word = Files.writeString(folder.resolve("word.yaml"), "editMinutes: 3\n");
    Ended ended =
        run(
            "review",
            "--ct",
            folder.resolve("ct"),
            "--delivered",
            delivered,
            "--edited",
            edited,
            "--word",
            word,
            "--out",
            folder.resolve("out"));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).contains("Parotid_R (Rt_Parotid) accepted", "Dice 0.800");
    assertThat(Files.readString(folder.resolve("out/review.csv"))).contains("Rt_Parotid,variant");
  }

  @Test
  void the_services_settings_judge_on_the_command_line_too() throws Exception {
    Path delivered = set("a.dcm", series, Map.of("Larynx", box(series, 20)));
    Path edited = set("b.dcm", series, Map.of("Larynx", box(series, 22)));
    Object[] asked = {
      "review", "--ct", folder.resolve("ct"), "--delivered", delivered, "--edited", edited
    };
    assertThat(run(asked).out()).contains("Larynx             major").contains("at 2 mm >= 0.9 ");
    Object[] with = java.util.Arrays.copyOf(asked, asked.length + 2);
    with[asked.length] = "--config";
    with[asked.length + 1] =
        Files.writeString(
            folder.resolve("c.yaml"),
            "review:\n  verdicts: {minorSurfaceDice2mm: 0.2, minorHd95Mm: 20,"
                + " redrawnSurfaceDice3mm: 0.1}\n");
    assertThat(run(with).out())
        .contains("Larynx             minor")
        .contains("minor: at 2 mm >= 0.2 and HD95 <= 20 mm; redrawn: at 3 mm < 0.1");
    Files.writeString(folder.resolve("c.yaml"), "review: {verdicts: {minorHd95Mm: far}}\n");
    Ended wrong = run(with);
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("review.verdicts.minorHd95Mm: \"far\" is not allowed");
  }

  @Test
  void a_set_of_another_ct_is_refused() throws Exception {
    Phantom.small().seed(5).build().writeTo(folder.resolve("other"));
    ReferencedSeries other = found(folder.resolve("other"));
    Path delivered = set("a.dcm", series, Map.of("Larynx", box(series, 20)));
    Path foreign = set("b.dcm", other, Map.of("Larynx", box(other, 20)));
    Ended ended =
        run("review", "--ct", folder.resolve("ct"), "--delivered", delivered, "--edited", foreign);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("b.dcm refers neither to this CT's series");
  }

  @Test
  void what_is_missing_is_said_at_once() {
    Ended ended = run("review");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("--ct DIR", "--delivered FILE", "--edited FILE");
  }
}
