package org.contourflow.protocols.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.presence.BodySites;
import org.contourflow.model.presence.BodySites.Shown;
import org.contourflow.model.presence.BodySites.Site;
import org.contourflow.protocols.RuleException;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.HeaderSource;
import org.contourflow.testdata.Phantom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules by what the CT shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnatomyConditionTest {
  private CtSeries neck;

  @BeforeAll
  void write(@TempDir Path folder) throws IOException {
    neck = series(folder);
  }

  private static CtSeries series(Path folder) throws IOException {
    Phantom.smallHeadNeck().build().writeTo(folder);
    try (Stream<Path> files = Files.list(folder)) {
      return new CtSeriesAssembler().assemble(files.toList()).accepted().get(0);
    }
  }

  private static RuleSet rules(String condition) throws RuleException {
    return RuleReader.parse(
        "rules.yaml",
        "protocols: [{name: p, models: [m]}]\nrules:\n  - name: r\n    when: "
            + condition
            + "\n    protocols: [p]\n");
  }

  /** Thorax 120 mm, abdomen uncertain, else nothing. */
  private static BodySites made() {
    List<Site> sites = new ArrayList<>();
    for (BodyPart part : BodyPart.values()) {
      sites.add(
          switch (part) {
            case THORAX -> new Site(part, Shown.YES, 120, -150, -30, 9);
            case ABDOMEN -> new Site(part, Shown.UNCERTAIN, 15, -165, -150, 0.4);
            default -> new Site(part, Shown.NO, 0, Double.NaN, Double.NaN, -7);
          });
    }
    return new BodySites(sites);
  }

  private Selection select(String condition, PartsSource parts) throws RuleException {
    return rules(condition).select(new SeriesHeaders(neck, HeaderSource.FILES, parts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{anatomy: thorax} | yes",
        "{anatomy: thorax, from: 100} | yes",
        "{anatomy: thorax, from: 100, to: 110} | no",
        "{anatomy: pelvis} | no",
        "{not: {anatomy: pelvis}} | yes",
        "{anatomy: abdomen} | ?",
        "{not: {anatomy: abdomen}} | ?",
        "{any: [{anatomy: abdomen}, {anatomy: thorax}]} | yes",
        "{any: [{anatomy: abdomen}, {anatomy: pelvis}]} | ?",
        "{all: [{anatomy: abdomen}, {anatomy: thorax}]} | ?",
        "{all: [{anatomy: abdomen}, {anatomy: pelvis}]} | no",
        "{not: {any: [{anatomy: abdomen}, {anatomy: pelvis}]}} | ?",
      })
  void what_is_uncertain_holds_as_little_as_its_contrary(String condition, String truth)
      throws RuleException {
    Selection selection = select(condition, series -> made());
    assertThat(selection.isMatched()).isEqualTo(truth.equals("yes"));
    assertThat(selection.explain().get(1).strip()).startsWith(truth);
  }

  @Test
  void the_measure_stands_in_the_explanation() throws RuleException {
    assertThat(select("[{anatomy: thorax, from: 150}]", series -> made()).explain())
        .containsExactly(
            "rule \"r\" does not match",
            "  no   all of",
            "    no   anatomy thorax at least 150 mm: thorax, 120 mm (z -150 to -30), measure 9.0",
            "no rule matches: the series is kept and shown, and not contoured");
    assertThat(select("{anatomy: abdomen}", series -> made()).explain())
        .contains(
            "rule \"r\" cannot be told, so it does not match",
            "  ?    anatomy abdomen: abdomen uncertain, 15 mm (z -165 to -150), measure 0.4");
  }

  @Test
  void voxels_are_read_once_and_only_if_a_rule_asks() throws RuleException {
    AtomicInteger asked = new AtomicInteger();
    PartsSource counting =
        series -> {
          asked.incrementAndGet();
          return made();
        };
    select("{series: slices, from: 1}", counting);
    assertThat(asked).hasValue(0);
    select("[{anatomy: thorax}, {anatomy: abdomen}, {not: {anatomy: pelvis}}]", counting);
    assertThat(asked).hasValue(1);
  }

  @Test
  void a_real_series_is_judged_by_its_voxels() throws RuleException {
    assertThat(
            rules("{anatomy: head-and-neck, from: 60}").select(new SeriesHeaders(neck)).isMatched())
        .isTrue();
    Selection no = rules("{anatomy: pelvis}").select(new SeriesHeaders(neck));
    assertThat(no.isMatched()).isFalse();
    assertThat(no.explain().get(1)).startsWith("  no   anatomy pelvis: no pelvis, measure -");
  }

  @Test
  void a_ct_that_is_not_in_hu_matches_neither_way_and_says_why() throws RuleException {
    BodySites doubtful = new BodySites(made().sites(), "no air near -1000 HU");
    for (String condition : List.of("{anatomy: thorax}", "{not: {anatomy: pelvis}}")) {
      Selection selection = select(condition, series -> doubtful);
      assertThat(selection.isMatched()).as(condition).isFalse();
      assertThat(String.join("\n", selection.explain())).contains(": no air near -1000 HU");
    }
  }

  @Test
  void a_series_that_cannot_be_read_says_so_and_matches_neither_way(@TempDir Path folder)
      throws IOException, RuleException {
    CtSeries broken = series(folder);
    Files.delete(broken.slices().get(3).file());
    for (String condition : List.of("{anatomy: thorax}", "{not: {anatomy: thorax}}")) {
      Selection selection = rules(condition).select(new SeriesHeaders(broken));
      assertThat(selection.isMatched()).as(condition).isFalse();
      assertThat(String.join("\n", selection.explain()))
          .contains("?    anatomy thorax: the CT's voxels cannot be read, ")
          .doesNotContain(folder.toString());
    }
  }
}
