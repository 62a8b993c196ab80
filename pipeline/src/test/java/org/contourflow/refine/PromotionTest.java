package org.contourflow.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.audit.Actor;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.consent.Act;
import org.contourflow.consent.Basis;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.PatientRef;
import org.contourflow.consent.Purpose;
import org.contourflow.home.Folders;
import org.contourflow.model.Sha256;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.refine.judge.Judgement;
import org.contourflow.refine.judge.Judgement.Verdict;
import org.contourflow.refine.judge.JudgementReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who and what may put a candidate into service, and the way back. No network is run. */
class PromotionTest {
  private static final String ID = "hu-anatomy";
  private static final String OLD = "1.0.0";
  private static final String NEW = "1.1.0";

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();
  private Path models;
  private Path candidate;
  private ConsentFolder consent;
  private PatientRef patient;

  @BeforeEach
  void aCandidateThatPassed() throws IOException {
    models = folder.resolve("models");
    ShippedModels.installInto(models);
    candidate = folder.resolve("work/candidate").resolve(ID).resolve(NEW);
    FileTrees.copy(models.resolve(ID).resolve(OLD), candidate);
    Path weights = candidate.resolve("hu_anatomy.pt");
    String before = Sha256.of(weights);
    Files.write(weights, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
    String manifest =
        Files.readString(candidate.resolve("model.yaml"))
            .replace("version: " + OLD, "version: " + NEW)
            .replace(before, Sha256.of(weights));
    Files.writeString(candidate.resolve("model.yaml"), manifest);
    consent = ConsentFolder.open(folder.resolve("consent"), Clock.systemUTC());
    patient = consent.key().refOf("SYN-1", "");
    consent.log().append(patient, given(), "form 1", "clerk");
    String run =
        consent.lineage().started(folder, Set.of(before), Map.of("case1", patient.hex()), "head");
    consent.lineage().produced(run, Sha256.of(weights), "network.pt", Optional.of(candidate));
    judge(Verdict.PASSED, sha(models.resolve(ID).resolve(OLD)), sha(candidate));
  }

  private static Act.Given given() {
    return new Act.Given(
        Basis.CONSENT,
        Set.of(Purpose.TRAINING),
        java.time.Instant.now().minusSeconds(9999),
        Optional.empty());
  }

  private static String sha(Path model) throws IOException {
    return Sha256.of(model.resolve("hu_anatomy.pt"));
  }

  private void judge(Verdict verdict, String champion, String challenger) throws IOException {
    JudgementReport.write(
        new Judgement(
            verdict,
            new Judgement.Network(ID + "/" + OLD, champion),
            new Judgement.Network(ID + "/" + NEW, challenger),
            List.of(),
            List.of(),
            List.of()),
        Map.of(),
        folder.resolve("work/judgement"));
  }

  private Promotion promotion(int persons) throws IOException {
    Path file = folder.resolve("refine.yaml");
    Files.writeString(
        file,
        """
        work: work
        model: {parent: %s, version: %s}
        data: {cases: data}
        persons: %d
        """
            .formatted(ID, NEW, persons));
    return new Promotion(
        RefineSettings.read(file), models, consent, new ListLog(), Clock.systemUTC());
  }

  private String inService() throws IOException {
    return ModelRegistry.open(models).find(ID).orElseThrow().manifest().about().version();
  }

  /** A run log in a list. */
  private final class ListLog implements RunLog {
    @Override
    public Event append(String caseId, EventType type, String text) {
      log.add(type + " by " + Actor.current().user() + ": " + text);
      return null;
    }

    @Override
    public List<Event> eventsOf(String caseId) {
      return List.of();
    }

    @Override
    public List<Event> all() {
      return List.of();
    }

    @Override
    public List<Event> after(long sequence, int most) {
      return List.of();
    }

    @Override
    public Optional<Event> last() {
      return Optional.empty();
    }

    @Override
    public long count() {
      return log.size();
    }
  }

  @Test
  void a_person_promotes_and_one_command_goes_back() throws IOException {
    assertThat(inService()).isEqualTo(OLD);
    assertThat(promotion(1).approve("Dr. Synthetic").inService()).isTrue();
    assertThat(inService()).isEqualTo(NEW);
    assertThat(models.resolve(ID).resolve(OLD)).as("the old network stays").exists();
    assertThat(promotion(1).rollBack("Dr. Synthetic", "cords too long")).isEqualTo(OLD);
    assertThat(inService()).isEqualTo(OLD);
    assertThat(log).hasSize(2);
    assertThat(log.get(0))
        .startsWith("CANDIDATE_PROMOTED by Dr. Synthetic: hu-anatomy 1.1.0 in place of 1.0.0");
    assertThat(log.get(1)).startsWith("CHAMPION_ROLLED_BACK").endsWith("cords too long");
    assertThatThrownBy(() -> promotion(1).rollBack("Dr. Synthetic", "again"))
        .isInstanceOf(Promotion.NotPromotable.class)
        .hasMessageContaining("no way back");
    assertThat(promotion(1).status())
        .anyMatch(l -> l.contains("promoted 1.0.0 -> 1.1.0 by Dr. Synthetic"))
        .anyMatch(l -> l.contains("back 1.1.0 -> 1.0.0"));
  }

  @Test
  void a_network_that_lies_in_the_registry_is_not_in_service_by_its_number_once_one_was_promoted()
      throws IOException {
    promotion(1).approve("A");
    promotion(1).rollBack("A", "as before");
    assertThat(models.resolve(ID).resolve(NEW)).exists();
    assertThat(inService()).isEqualTo(OLD);
    assertThat(ModelRegistry.open(models).find(ID + "/" + NEW)).isPresent();
  }

  @Test
  void where_two_must_approve_one_person_is_not_enough_however_often() throws IOException {
    assertThat(promotion(2).approve("Ada").missing()).isEqualTo(1);
    assertThat(promotion(2).approve("ada ").missing()).isEqualTo(1);
    assertThat(inService()).isEqualTo(OLD);
    assertThat(models.resolve(ID).resolve(NEW)).doesNotExist();
    assertThat(promotion(2).approve("Bob").inService()).isTrue();
    assertThat(inService()).isEqualTo(NEW);
    assertThat(log.get(0)).startsWith("CANDIDATE_APPROVED by Ada");
  }

  @Test
  void an_approval_is_of_one_judgement_and_not_of_the_next() throws IOException {
    promotion(2).approve("Ada");
    judge(Verdict.PASSED, sha(models.resolve(ID).resolve(OLD)), sha(candidate));
    Files.writeString(
        folder.resolve("work/judgement/judgement.json"),
        Files.readString(folder.resolve("work/judgement/judgement.json")) + "\n");
    assertThat(promotion(2).approve("Bob").missing()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"FAILED", "INCONCLUSIVE"})
  void what_did_not_pass_is_not_promoted(Verdict verdict) throws IOException {
    judge(verdict, sha(models.resolve(ID).resolve(OLD)), sha(candidate));
    refused("the judgement is " + verdict);
  }

  @Test
  void what_was_not_judged_is_not_promoted() throws IOException {
    Folders.delete(folder.resolve("work/judgement"));
    refused("was not judged");
  }

  @Test
  void a_judgement_of_other_weights_does_not_count() throws IOException {
    judge(Verdict.PASSED, sha(models.resolve(ID).resolve(OLD)), "0".repeat(64));
    refused("another candidate was judged");
  }

  @Test
  void a_judgement_beside_another_champion_does_not_count() throws IOException {
    judge(Verdict.PASSED, "0".repeat(64), sha(candidate));
    refused("beside another network");
  }

  @Test
  void weights_that_were_changed_are_not_promoted() throws IOException {
    Files.write(
        candidate.resolve("hu_anatomy.pt"),
        new byte[] {2},
        java.nio.file.StandardOpenOption.APPEND);
    refused("was changed");
  }

  @Test
  void whoever_withdrew_takes_the_candidate_along() throws IOException {
    consent
        .log()
        .append(patient, new Act.Withdrawn(Set.of(), java.time.Instant.now()), "letter 2", "clerk");
    refused("TAUGHT_BY_REFUSED");
  }

  @Test
  void a_candidate_out_of_service_is_not_promoted() throws IOException {
    Files.writeString(candidate.resolve(ModelRegistry.OUT_OF_SERVICE), "why");
    refused("out of service");
  }

  @Test
  void another_network_of_that_version_is_never_replaced() throws IOException {
    FileTrees.copy(models.resolve(ID).resolve(OLD), models.resolve(ID).resolve(NEW));
    judge(Verdict.PASSED, sha(models.resolve(ID).resolve(OLD)), sha(candidate));
    refused("is another network");
  }

  @Test
  void a_candidate_that_did_not_pass_may_run_as_a_shadow_and_is_not_in_service()
      throws IOException {
    judge(Verdict.INCONCLUSIVE, sha(models.resolve(ID).resolve(OLD)), sha(candidate));
    promotion(1).shadow("Ada", true);
    Path file = models.resolve(ID).resolve("shadow.txt");
    assertThat(Path.of(Files.readString(file).strip())).isEqualTo(candidate);
    assertThat(inService()).isEqualTo(OLD);
    promotion(1).shadow("Ada", false);
    assertThat(file).doesNotExist();
    assertThat(log).hasSize(2).allMatch(l -> l.startsWith("CANDIDATE_SHADOWS by Ada"));
  }

  @Test
  void a_network_in_service_is_no_shadow_of_itself() throws IOException {
    Path file = models.resolve(ID).resolve("shadow.txt");
    promotion(1).shadow("Ada", true);
    promotion(1).approve("Ada");
    assertThat(inService()).isEqualTo(NEW);
    assertThat(file).doesNotExist();
    assertThatThrownBy(() -> promotion(1).shadow("Ada", true))
        .isInstanceOf(Promotion.NotPromotable.class)
        .hasMessageContaining("it is in service");
    promotion(1).rollBack("Ada", "worse larynx");
    promotion(1).shadow("Ada", true);
    assertThat(file).exists();
  }

  @Test
  void a_champion_that_was_taken_out_of_service_is_told_with_the_reason() throws IOException {
    promotion(1).approve("Ada");
    Files.writeString(
        models.resolve(ID).resolve(NEW).resolve("out-of-service.txt"), "A teacher withdrew.\n");
    assertThatThrownBy(() -> ModelRegistry.open(models).require(ID))
        .hasMessageContaining("in service is version " + NEW)
        .hasMessageContaining("A teacher withdrew.");
    promotion(1).rollBack("Ada", "a teacher withdrew");
    assertThat(inService()).isEqualTo(OLD);
  }

  /** As a process leaves it that is ended between the history's line and the champion's name. */
  private void killedBeforeItNamed(String stillInService) throws IOException {
    Files.writeString(models.resolve(ID).resolve("champion.txt"), stillInService + "\n");
  }

  @Test
  void a_way_back_that_was_written_down_and_not_done_is_done_by_the_next_command()
      throws IOException {
    promotion(1).approve("Ada");
    promotion(1).rollBack("Ada", "cords too long");
    killedBeforeItNamed(NEW);
    assertThat(inService()).isEqualTo(NEW);
    assertThat(promotion(1).rollBack("Ada", "cords too long")).isEqualTo(OLD);
    assertThat(inService()).isEqualTo(OLD);
    assertThatThrownBy(() -> promotion(1).rollBack("Ada", "again"))
        .hasMessageContaining("no way back");
    promotion(1).approve("Ada");
    assertThat(promotion(1).rollBack("Ada", "as before")).isEqualTo(OLD);
  }

  @Test
  void a_promotion_that_was_written_down_and_not_done_counts_once() throws IOException {
    promotion(1).approve("Ada");
    killedBeforeItNamed(OLD);
    assertThat(promotion(1).approve("Ada").inService()).isTrue();
    assertThat(inService()).isEqualTo(NEW);
    assertThat(promotion(1).rollBack("Ada", "worse")).isEqualTo(OLD);
    assertThatThrownBy(() -> promotion(1).rollBack("Ada", "again"))
        .hasMessageContaining("no way back");
  }

  @Test
  void nobody_is_no_person() {
    assertThatThrownBy(() -> promotion(1).approve(" ")).isInstanceOf(Promotion.NotPromotable.class);
    assertThatThrownBy(() -> promotion(1).rollBack("A", ""))
        .isInstanceOf(Promotion.NotPromotable.class);
  }

  private void refused(String why) throws IOException {
    assertThatThrownBy(() -> promotion(1).approve("Dr. Synthetic"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
    assertThat(inService()).isEqualTo(OLD);
    assertThat(log).isEmpty();
  }
}
