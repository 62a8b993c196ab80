package org.contourflow.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.home.KeptAside;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomPatient;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which protocols a whole series gets, and what becomes of one that gets none. */
class ProtocolsOfSeriesTest {
  @TempDir Path root;
  private WatchedHome at;

  @BeforeEach
  void open() throws IOException {
    at = new WatchedHome(root.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private static RuleSet rules(String rules) throws RuleException {
    return RuleReader.parse(
        "rules.yaml",
        "match: every\nprotocols: [{name: lungs, models: [m]}, {name: bones, models: [m]}]\nrules:\n"
            + rules);
  }

  private static RuleSet onlyHeads() throws RuleException {
    return rules(
        "  - name: heads\n    when: {attribute: SeriesDescription, matches: Head}\n"
            + "    protocols: [lungs]\n");
  }

  private PhantomSeries dropPhantom() throws IOException {
    PhantomSeries series = HostileInput.tiny().build().writeTo(root.resolve("dropped"));
    at.takeAll(root.resolve("dropped"));
    return series;
  }

  @Test
  void a_series_gets_a_case_for_each_of_its_protocols_and_once_only() throws Exception {
    at.restart(
        rules("  - {name: a, protocols: [lungs]}\n  - {name: b, protocols: [lungs, bones]}\n"));
    PhantomSeries series = dropPhantom();
    assertThat(at.watch.tick()).hasSize(2);
    assertThat(at.watch.tick()).isEmpty();
    assertThat(at.cases.ofSeries(series.uids().series()))
        .extracting(CaseRecord::protocol)
        .containsExactly("lungs", "bones");
    assertThat(at.textsOf(EventType.CASE_CREATED))
        .anyMatch(t -> t.contains("protocol bones; whole: "));
  }

  @Test
  void a_late_slice_supersedes_the_cases_of_every_protocol() throws Exception {
    at.restart(rules("  - {name: a, protocols: [lungs]}\n  - {name: b, protocols: [bones]}\n"));
    PhantomSeries whole = HostileInput.tiny().build().writeTo(root.resolve("whole"));
    Path late = Files.move(whole.files().get(9), root.resolve("late.dcm"));
    at.takeAll(root.resolve("whole"));
    assertThat(at.watch.tick()).hasSize(2);
    at.intake.takeFile(late);
    assertThat(at.watch.tick()).hasSize(2);
    assertThat(at.cases.all())
        .extracting(CaseRecord::state)
        .containsExactly(
            CaseState.SUPERSEDED, CaseState.SUPERSEDED, CaseState.ACCEPTED, CaseState.ACCEPTED);
  }

  @Test
  void a_series_no_rule_matches_is_kept_whole_and_shown_with_every_rules_reason() throws Exception {
    at.restart(onlyHeads());
    PhantomSeries series = dropPhantom();
    assertThat(at.watch.tick()).isEmpty();
    assertThat(at.arrivals.findSeries(series.uids().series()).orElseThrow().state())
        .isEqualTo(SeriesState.UNMATCHED);
    assertThat(at.inQuarantine()).hasSize(10);
    assertThat(at.textsOf(EventType.SERIES_UNMATCHED))
        .singleElement()
        .asString()
        .contains("10 files kept", "no rule matches");
    KeptAside kept = KeptAside.in(at.home.quarantine()).get(0);
    assertThat(kept.code()).isEqualTo("NO_RULE_MATCHES");
    assertThat(kept.files()).isEqualTo(10);
    assertThat(kept.whatToDo())
        .contains("contourflow release " + series.uids().series() + " --protocol NAME");
    String reason = Files.readString(at.home.quarantine().resolve(kept.id()).resolve("reason.txt"));
    assertThat(reason)
        .contains("rule \"heads\" does not match", "SeriesDescription matches Head on all slices");
    PhantomPatient.ZEBEDEE.identifiers().forEach(who -> assertThat(reason).doesNotContain(who));
  }

  @Test
  void a_person_may_release_an_unmatched_series_to_a_protocol_of_the_rules() throws Exception {
    at.restart(onlyHeads());
    String series = dropPhantom().uids().series();
    at.watch.tick();
    assertThat(at.watch.release(series, Optional.of("hearts"))).as("no such protocol").isEmpty();
    assertThat(at.watch.release(series, Optional.empty())).as("no rule matches").isEmpty();
    assertThat(at.inQuarantine()).hasSize(10);
    List<String> released = at.watch.release(series, Optional.of("bones"));
    assertThat(released).hasSize(1);
    CaseRecord record = at.cases.find(released.get(0)).orElseThrow();
    assertThat(record.protocol()).isEqualTo("bones");
    assertThat(at.watch.load(series, record.contentHash())).isPresent();
    assertThat(at.inQuarantine()).isEmpty();
    assertThat(KeptAside.in(at.home.quarantine())).isEmpty();
    assertThat(at.textsOf(EventType.SERIES_RELEASED))
        .singleElement()
        .asString()
        .contains("released it to protocol bones: no rule matches");
    assertThat(at.watch.tick()).isEmpty();
  }

  @Test
  void rules_that_were_mended_take_an_unmatched_series_on_release() throws Exception {
    at.restart(onlyHeads());
    String series = dropPhantom().uids().series();
    at.watch.tick();
    at.restart(rules("  - {name: everything, protocols: [lungs]}\n"));
    assertThat(at.watch.release(series, Optional.empty())).hasSize(1);
  }

  @Test
  void a_rule_without_protocols_keeps_the_series_and_says_so() throws Exception {
    at.restart(rules("  - {name: never, protocols: []}\n"));
    dropPhantom();
    assertThat(at.watch.tick()).isEmpty();
    assertThat(KeptAside.in(at.home.quarantine()))
        .extracting(KeptAside::code)
        .containsExactly("NO_PROTOCOL_BY_RULE");
  }

  @Test
  void a_crash_before_an_unmatched_series_was_moved_is_mended_at_the_next_start() throws Exception {
    at.restart(onlyHeads());
    String series = dropPhantom().uids().series();
    at.arrivals.move(
        at.arrivals.findSeries(series).orElseThrow(), SeriesState.UNMATCHED, "no rule");
    at.restart();
    assertThat(at.inQuarantine()).hasSize(10);
    assertThat(at.watch.release(series, Optional.of("lungs"))).hasSize(1);
  }
}
