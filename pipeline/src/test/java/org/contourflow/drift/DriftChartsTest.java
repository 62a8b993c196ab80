package org.contourflow.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.contourflow.metrics.Centroid;
import org.contourflow.metrics.StructureScore;
import org.contourflow.metrics.StructureScore.Distances;
import org.contourflow.metrics.StructureScore.Presence;
import org.contourflow.metrics.StructureScore.SurfaceDice;
import org.contourflow.metrics.StructureScore.Volumes;
import org.contourflow.review.CameBack;
import org.contourflow.review.EditKind;
import org.contourflow.review.Measured;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewedCase;
import org.contourflow.review.ReviewedSet;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.review.Verdict;
import org.contourflow.review.VerdictRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reviews of a year, with a change that was put in. */
class DriftChartsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private static ReviewRecord review(int i, String kernel, double surfaceDice) {
    Measured measured =
        new Measured(
            new StructureScore(
                Presence.BOTH,
                0.9,
                new SurfaceDice(0.8, surfaceDice, 0.99),
                new Distances(3, 1),
                100,
                new Volumes(20, 20)),
            400,
            new Centroid.Shift(0, 0, 0),
            List.of(),
            false);
    return new ReviewRecord(
        i,
        new ReviewedCase(
            "case-" + i, "hn", "head-neck 1", new ReviewedCase.Scanner("", "CT", kernel)),
        new CameBack("1.2." + i, "APPROVED", START.plusSeconds(86_400L * i), "a predecessor"),
        new ReviewedSet(
            List.of(
                new ReviewedStructure(
                    "Parotid_L",
                    Optional.of("Parotid_L"),
                    Optional.empty(),
                    Optional.of(measured),
                    Verdict.MINOR,
                    EditKind.MISPLACED,
                    List.of()),
                new ReviewedStructure(
                    "PTV",
                    Optional.of("PTV"),
                    Optional.empty(),
                    Optional.of(measured),
                    Verdict.ADDED,
                    EditKind.NONE,
                    List.of())),
            List.of(),
            List.of(),
            VerdictRules.USUAL),
        PersonsWord.NONE);
  }

  /** Case 60 on, cases of kernel B are 1.5 sigma (0.03) worse. */
  static List<ReviewRecord> year() {
    Random random = new Random(11);
    List<ReviewRecord> reviews = new ArrayList<>();
    for (int i = 0; i < 160; i++) {
      String kernel = i % 2 == 0 ? "A" : "B";
      double worse = i >= 60 && kernel.equals("B") ? 0.03 : 0;
      reviews.add(review(i, kernel, 0.9 + 0.02 * random.nextGaussian() - worse));
    }
    return reviews;
  }

  @Test
  void an_alert_names_the_structure_the_model_the_group_and_since_when() {
    DriftCharts charts =
        new DriftCharts(year(), List.of(DriftMetric.SURFACE_DICE_2MM), ChartRules.USUAL);
    assertThat(charts.charts())
        .extracting(c -> c.key().group())
        .containsExactly("all", "scanner CT", "kernel A", "kernel B");
    assertThat(charts.alerts()).noneMatch(a -> a.contains("kernel A"));
    String alert =
        charts.alerts().stream().filter(a -> a.contains("kernel B")).findFirst().orElseThrow();
    assertThat(alert)
        .startsWith("Parotid_L by head-neck 1 (kernel B): surface_dice_2mm fell since");
    String since = alert.replaceAll(".* since (\\S+) .*", "$1");
    assertThat(since).isBetween("2026-02-20", "2026-03-20");
  }

  @Test
  void an_alarm_is_fresh_with_the_case_that_sets_it_off_only() {
    List<ReviewRecord> reviews = year();
    int told = 0;
    for (int n = 21; n <= reviews.size(); n++) {
      DriftCharts charts =
          new DriftCharts(
              reviews.subList(0, n), List.of(DriftMetric.SURFACE_DICE_2MM), ChartRules.USUAL);
      boolean kernelB =
          charts.setOffBy(reviews.get(n - 1)).stream().anyMatch(line -> line.contains("kernel B"));
      boolean itsCase = reviews.get(n - 1).of().scanner().kernel().equals("B");
      told += kernelB && itsCase ? 1 : 0;
    }
    assertThat(told).isBetween(1, 2);
  }

  @Test
  void page_and_table_stand_alone() throws Exception {
    new DriftReport(
            new DriftCharts(year(), List.of(DriftMetric.SURFACE_DICE_2MM), ChartRules.USUAL))
        .write(folder);
    String page = Files.readString(folder.resolve("drift.html"));
    assertThat(page).contains("<svg", "Something changed").doesNotContain("http://cdn", "<script");
    List<String> lines = Files.readAllLines(folder.resolve("drift.csv"));
    assertThat(lines).hasSize(1 + 160 + 160 + 80 + 80);
    assertThat(lines)
        .anyMatch(l -> l.startsWith("Parotid_L,head-neck 1,kernel B") && l.endsWith("cusum"));
    assertThat(lines).noneMatch(l -> l.startsWith("PTV"));
  }
}
