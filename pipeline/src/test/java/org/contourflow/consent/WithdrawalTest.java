package org.contourflow.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.model.Sha256;
import org.contourflow.model.manifest.ModelRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A withdrawal reaches every copy and every network that goes back to the patient. */
class WithdrawalTest {
  private static final PatientRef ANN = new PatientRef("a".repeat(64));
  private static final PatientRef BEN = new PatientRef("b".repeat(64));

  @TempDir Path folder;

  private LineageRegister register() {
    return new LineageRegister(folder.resolve("lineage.jsonl"), Clock.systemUTC());
  }

  private static String sha(String name) {
    return Sha256.of(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** base -> first (Ben) -> second (Ann) -> packed; second -> third (Ben); base -> other (Ben). */
  private LineageRegister family() throws IOException {
    LineageRegister register = register();
    step(register, "base", "first", "case-b", BEN);
    step(register, "first", "second", "case-a", ANN);
    register.produced(sha("second"), sha("packed"), "packed", Optional.of(folder.resolve("m/1")));
    step(register, "second", "third", "case-b", BEN);
    step(register, "base", "other", "case-b", BEN);
    return register;
  }

  private void step(
      LineageRegister register, String parent, String child, String caseId, PatientRef who)
      throws IOException {
    Path work = folder.resolve("work-" + child);
    String run = register.started(work, Set.of(sha(parent)), Map.of(caseId, who.hex()), "1 x");
    register.produced(run, sha(child), child, Optional.empty());
  }

  @Test
  void descendants_are_all_that_goes_back_to_the_patient_and_nothing_else() throws IOException {
    LineageRegister register = family();
    assertThat(register.descendantsOf(ANN))
        .extracting(LineageRegister.Descendant::name)
        .containsExactly("second", "packed", "third");
    assertThat(register.teachersOf(sha("packed"))).containsExactlyInAnyOrder(ANN, BEN);
    assertThat(register.teachersOf(sha("other"))).containsExactly(BEN);
  }

  @Test
  void the_next_run_starts_from_the_last_clean_ancestor() throws IOException {
    LineageRegister register = family();
    assertThat(register.lastClean(sha("third"), List.of(ANN))).contains(sha("first"));
    assertThat(register.lastClean(sha("packed"), List.of(ANN))).contains(sha("first"));
    assertThat(register.lastClean(sha("third"), List.of(ANN, BEN))).contains(sha("base"));
    assertThat(register.lastClean(sha("other"), List.of(ANN))).contains(sha("other"));
  }

  @Test
  void caches_are_purged_and_models_taken_out_of_service() throws IOException {
    LineageRegister register = family();
    Path cache = Files.createDirectories(folder.resolve("work-second/cache"));
    Files.writeString(cache.resolve("case-a.case"), "voxels");
    Files.writeString(cache.resolve("case-a.case.part"), "vox");
    Files.writeString(cache.resolve("case-b.case"), "voxels");
    Path model = Files.createDirectories(folder.resolve("m/1"));
    Files.writeString(model.resolve("model.yaml"), "id: m");

    Withdrawal.Result result =
        new Withdrawal(register, Withdrawal.Policy.OUT_OF_SERVICE).follow(Set.of(ANN));

    assertThat(cache).isDirectoryContaining(p -> p.endsWith("case-b.case"));
    try (var left = Files.list(cache)) {
      assertThat(left.map(p -> p.getFileName().toString())).containsExactly("case-b.case");
    }
    assertThat(result.deleted()).hasSize(2);
    assertThat(result.failed()).isEmpty();
    assertThat(result.outOfService()).containsExactly(model);
    assertThat(ModelRegistry.open(folder).rejected().get(0).problems())
        .first()
        .asString()
        .contains("withdrew consent");
    assertThat(result.lastClean().get(sha("third"))).contains(sha("first"));
  }

  private ConsentFolder consented(Act... acts) throws IOException {
    ConsentFolder consent = ConsentFolder.open(folder.resolve("consent"), Clock.systemUTC());
    Files.createDirectories(folder.resolve("consent"));
    family();
    Files.move(folder.resolve("lineage.jsonl"), folder.resolve("consent/lineage.jsonl"));
    for (Act act : acts) {
      consent.log().append(ANN, act, "form", "clerk");
    }
    return consent;
  }

  private static Act given(Purpose purpose) {
    return new Act.Given(
        Basis.CONSENT, Set.of(purpose), Instant.parse("2026-01-01T00:00:00Z"), Optional.empty());
  }

  private static int networks(ConsentFolder consent) throws IOException {
    return Withdrawal.follow(consent, ANN, Withdrawal.Policy.LIST).descendants().size();
  }

  @Test
  void what_closes_as_a_withdrawal_does_is_followed_through_as_one() throws IOException {
    ConsentFolder consent = consented(given(Purpose.TRAINING));
    assertThat(networks(consent)).as("consent stands").isZero();
    consent.log().append(ANN, new Act.EnteredInError(1), "note", "clerk");
    int all = networks(consent);
    assertThat(all).as("it never was").isPositive();
    consent.log().append(ANN, given(Purpose.TRAINING), "form", "clerk");
    assertThat(networks(consent)).isZero();
    PatientRef other = new PatientRef("c".repeat(64));
    consent.log().append(other, new Act.Withdrawn(Set.of(), Instant.now()), "letter", "clerk");
    consent.log().append(other, new Act.Merged(ANN), "note", "clerk");
    assertThat(networks(consent)).as("the person withdrew under another number").isEqualTo(all);
  }

  @Test
  void an_end_reaches_no_network_and_a_withdrawal_after_it_does() throws IOException {
    ConsentFolder consent =
        consented(given(Purpose.TRAINING), new Act.Expired(Set.of(), Instant.now()));
    assertThat(networks(consent)).isZero();
    consent.log().append(ANN, new Act.Withdrawn(Set.of(), Instant.now()), "letter", "clerk");
    assertThat(networks(consent)).isPositive();
  }

  @Test
  void a_withdrawal_from_an_export_alone_takes_no_network_out_of_service() throws IOException {
    ConsentFolder consent =
        consented(
            given(Purpose.TRAINING), new Act.Withdrawn(Set.of(Purpose.EXPORT), Instant.now()));
    assertThat(networks(consent)).isZero();
  }

  @Test
  void answers_that_cannot_be_read_delete_nothing() throws IOException {
    ConsentFolder consent =
        consented(
            new Act.Given(Basis.S251, Set.of(Purpose.TRAINING), Instant.now(), Optional.empty()));
    Files.writeString(folder.resolve("consent/opt-out.json"), "{");
    assertThatThrownBy(() -> networks(consent)).isInstanceOf(IOException.class);
  }

  @Test
  void ten_thousand_networks_are_searched_in_less_than_a_second() throws IOException {
    List<String> lines = new ArrayList<>();
    LineageRegister small = register();
    step(small, "base", "n0", "case-a", ANN);
    String template = Files.readString(folder.resolve("lineage.jsonl"));
    for (int i = 1; i < 10_000; i++) {
      lines.add(
          template
              .replace(sha("n0"), sha("n" + i))
              .replace(sha("base"), sha("n" + (i - 1)))
              .replace("\"n0\"", "\"n" + i + "\"")
              .replace(ANN.hex(), BEN.hex())
              .replaceAll(
                  "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "run" + i));
    }
    Files.writeString(
        folder.resolve("lineage.jsonl"),
        String.join("", lines),
        java.nio.file.StandardOpenOption.APPEND);
    small.descendantsOf(BEN); // Classes are loaded once; what is timed is the search.
    ThreadMXBean cpu = ManagementFactory.getThreadMXBean(); // Others of a busy machine count not.
    long start = cpu.getCurrentThreadCpuTime();
    List<LineageRegister.Descendant> found = small.descendantsOf(ANN);
    Duration took = Duration.ofNanos(cpu.getCurrentThreadCpuTime() - start);
    System.out.println("descendants: " + found.size() + " in " + took.toMillis() + " ms");
    assertThat(found).hasSize(10_000);
    assertThat(took).isLessThan(Duration.ofSeconds(1));
    long from = cpu.getCurrentThreadCpuTime();
    Withdrawal.Result result =
        new Withdrawal(small, Withdrawal.Policy.OUT_OF_SERVICE).follow(Set.of(ANN));
    Duration whole = Duration.ofNanos(cpu.getCurrentThreadCpuTime() - from);
    System.out.println("followed through in " + whole.toMillis() + " ms");
    assertThat(result.lastClean()).hasSize(10_000);
    assertThat(result.lastClean().get(sha("n9999"))).contains(sha("base"));
    assertThat(whole).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void the_copy_in_a_training_set_goes_and_the_others_stay() throws IOException {
    LineageRegister register = family();
    Path cases = folder.resolve("work-second/set-1/cases");
    for (String id : List.of("case-a", "case-b")) {
      Files.createDirectories(cases.resolve(id).resolve("1.2.3"));
      Files.writeString(cases.resolve(id).resolve("1.2.3/4.dcm"), "voxels");
    }
    Withdrawal.Result result = new Withdrawal(register, Withdrawal.Policy.LIST).follow(Set.of(ANN));
    assertThat(cases.resolve("case-a")).doesNotExist();
    assertThat(cases.resolve("case-b/1.2.3/4.dcm")).exists();
    assertThat(result.deleted()).containsExactly(cases.resolve("case-a/1.2.3/4.dcm"));
  }

  @Test
  void the_nearest_clean_ancestors_of_many_are_those_of_each() throws IOException {
    LineageRegister register = family();
    for (List<PatientRef> gone : List.of(List.of(ANN), List.of(BEN), List.of(ANN, BEN))) {
      Set<String> all = new java.util.HashSet<>();
      for (String name : List.of("first", "second", "third", "packed", "other")) {
        all.add(sha(name));
      }
      Map<String, String> together = register.lastClean(all, gone);
      for (String each : all) {
        assertThat(Optional.ofNullable(together.get(each)))
            .isEqualTo(register.lastClean(each, gone));
      }
    }
  }
}
