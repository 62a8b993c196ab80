package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.audit.Actor;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.TeachingRun;
import org.contourflow.model.Sha256;
import org.contourflow.model.manifest.ManifestException;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.ModelManifest.HashedFile;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.refine.judge.Judgement;
import org.contourflow.refine.judge.JudgementReport;

/**
 * A person puts a candidate into service, or goes back. Only a candidate that was judged, as it is
 * now, beside the network that is in service now, and passed; and whose teachers still consent.
 * Every decision stands in the run log.
 */
public final class Promotion {
  private final RefineSettings settings;
  private final Path models;
  private final ConsentFolder consent;
  private final RunLog log;
  private final Clock clock;
  private final Champion champion;

  /**
   * Of the model that the settings refine.
   *
   * @param models the registry that patients are contoured from
   */
  public Promotion(
      RefineSettings settings, Path models, ConsentFolder consent, RunLog log, Clock clock) {
    this.settings = settings;
    this.models = models;
    this.consent = consent;
    this.log = log;
    this.clock = clock;
    this.champion = new Champion(models, settings.model().id());
  }

  /** Why a candidate may not be promoted, and what to do. */
  public static final class NotPromotable extends IOException {
    private static final long serialVersionUID = 1;

    NotPromotable(String why) {
      super(why);
    }
  }

  /**
   * What came of a person's word.
   *
   * @param inService whether the candidate is in service now
   * @param missing how many more persons are needed
   */
  public record Result(boolean inService, String version, int missing) {}

  /**
   * A person approves the candidate; with enough of them it goes into service.
   *
   * @throws NotPromotable if a rule forbids it
   */
  public Result approve(String person) throws IOException {
    if (person.isBlank()) {
      throw new NotPromotable("a person promotes: who is it?");
    }
    RegisteredModel candidate = candidate();
    Path judgementFile = settings.judgement().resolve(JudgementReport.JSON_FILE);
    requirePassed(judgementFile, candidate);
    requireConsent(candidate);
    String digest = Sha256.of(judgementFile);
    List<String> persons =
        new Approvals(settings.judgement()).add(person, digest, Instant.now(clock));
    String label = candidate.identity().label();
    if (persons.size() < settings.persons()) {
      int missing = settings.persons() - persons.size();
      tell(person, EventType.CANDIDATE_APPROVED, label + " approved; persons missing: " + missing);
      return new Result(false, settings.model().version(), missing);
    }
    String before = champion.version();
    champion.pin(before);
    install(candidate);
    champion.shadow(Optional.empty()); // It would run beside itself.
    champion.change(
        new Champion.Change(
            Instant.now(clock), before, settings.model().version(), false, persons, digest));
    tell(
        person,
        EventType.CANDIDATE_PROMOTED,
        label
            + " in place of "
            + before
            + ", by "
            + persons.size()
            + " person(s), weights "
            + candidate.identity().weightsSha256()
            + ", judgement "
            + digest);
    return new Result(true, settings.model().version(), 0);
  }

  private RegisteredModel candidate() throws IOException {
    Path folder = Refinement.candidate(settings);
    if (!Files.exists(folder.resolve("model.yaml"))) {
      throw new NotPromotable(
          "there is no candidate " + folder + "; run contourflow refine, then refine judge");
    }
    try {
      RegisteredModel model =
          new RegisteredModel(folder, ManifestReader.read(folder.resolve("model.yaml")));
      for (HashedFile file : model.manifest().weights()) {
        model.read(file); // The very bytes that were judged.
      }
      return model;
    } catch (ManifestException e) {
      throw new NotPromotable("the candidate's manifest is wrong: " + e.problems());
    }
  }

  private void requirePassed(Path file, RegisteredModel candidate) throws IOException {
    if (!Files.exists(file)) {
      throw new NotPromotable("the candidate was not judged; run contourflow refine judge");
    }
    Judgement judgement = JudgementReport.read(file);
    if (judgement.verdict() != Judgement.Verdict.PASSED) {
      throw new NotPromotable(
          "the judgement is " + judgement.verdict() + ", only PASSED can be promoted: " + file);
    }
    if (!judgement.challenger().sha256().equals(candidate.identity().weightsSha256())) {
      throw new NotPromotable("another candidate was judged; run contourflow refine judge again");
    }
    if (!judgement.champion().sha256().equals(shaInService())) {
      throw new NotPromotable(
          "it was judged beside another network than the one in service; run contourflow refine"
              + " judge again");
    }
  }

  private String shaInService() throws IOException {
    return champion.inService().map(m -> m.identity().weightsSha256()).orElse("");
  }

  private boolean isInService(RegisteredModel candidate) throws IOException {
    return candidate.identity().weightsSha256().equals(shaInService());
  }

  /** Consent is asked again: whoever took it back since the training takes the candidate along. */
  private void requireConsent(RegisteredModel candidate) throws IOException {
    TeachingRun run = new TeachingRun(consent, NetworkNames::describe);
    for (HashedFile file : candidate.manifest().weights()) {
      run.requireClean(candidate.folder().resolve(file.name()), List.of());
    }
    if (Files.exists(candidate.folder().resolve("out-of-service.txt"))) {
      throw new NotPromotable("the candidate was taken out of service (out-of-service.txt)");
    }
  }

  /** Copies the whole folder into the registry; another version of that name is never replaced. */
  private void install(RegisteredModel candidate) throws IOException {
    Path target = models.resolve(settings.model().id()).resolve(settings.model().version());
    if (Files.exists(target)) {
      if (!FileTrees.digest(target).equals(FileTrees.digest(candidate.folder()))) {
        throw new NotPromotable(
            target + " is there and is another network; give the candidate a version of its own");
      }
      return;
    }
    FileTrees.copy(candidate.folder(), target);
    for (HashedFile file : candidate.manifest().weights()) {
      Path from = candidate.folder().resolve(file.name());
      TeachingRun.pack(
          consent, NetworkNames::describe, from, target, List.of(target.resolve(file.name())));
    }
  }

  /**
   * Goes back to the network that was in service before.
   *
   * @return its version
   * @throws NotPromotable if there was none
   */
  public String rollBack(String person, String reason) throws IOException {
    if (person.isBlank() || reason.isBlank()) {
      throw new NotPromotable("a person goes back, for a reason: who and why?");
    }
    Optional<Champion.Change> unfinished = champion.unfinishedWayBack();
    Optional<String> before = champion.before();
    String to =
        unfinished
            .map(Champion.Change::to)
            .or(() -> before)
            .orElseThrow(() -> new NotPromotable("nothing was promoted, so there is no way back"));
    List<Champion.Change> history = champion.history();
    String from =
        unfinished.map(Champion.Change::from).orElseGet(() -> history.get(history.size() - 1).to());
    champion.change(
        new Champion.Change(Instant.now(clock), from, to, true, List.of(person), reason));
    tell(
        person,
        EventType.CHAMPION_ROLLED_BACK,
        settings.model().id() + ": from " + from + " back to " + to + ": " + reason);
    return to;
  }

  /**
   * Lets the candidate run beside the network in service, which alone delivers, or ends that.
   *
   * @throws NotPromotable if there is no candidate, it is another than was written, or it is in
   *     service itself
   */
  public void shadow(String person, boolean on) throws IOException {
    String id = settings.model().id();
    if (on) {
      RegisteredModel candidate = candidate();
      requireConsent(candidate);
      if (isInService(candidate)) {
        throw new NotPromotable("it is in service; beside itself it tells nothing");
      }
      champion.shadow(Optional.of(candidate.folder()));
      tell(
          person,
          EventType.CANDIDATE_SHADOWS,
          candidate.identity().label() + " runs beside " + id + " and delivers nothing");
    } else {
      champion.shadow(Optional.empty());
      tell(person, EventType.CANDIDATE_SHADOWS, id + " has no shadow any more");
    }
  }

  /** What is in service, since when and by whom; the candidate and its judgement. A line each. */
  public List<String> status() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        champion
            .inService()
            .map(m -> "in service: " + m.identity().label() + ", " + m.identity().weightsSha256())
            .orElse("in service: nothing that can be used"));
    for (Champion.Change each : champion.history()) {
      lines.add(
          "%s %s %s -> %s by %s: %s"
              .formatted(
                  each.at(),
                  each.back() ? "back" : "promoted",
                  each.from(),
                  each.to(),
                  String.join(", ", each.by()),
                  each.ground()));
    }
    Path folder = Refinement.candidate(settings);
    boolean made = Files.exists(folder.resolve("model.yaml"));
    lines.add("candidate: " + (made ? folder : "not made yet"));
    Path judgement = settings.judgement().resolve(JudgementReport.JSON_FILE);
    lines.add(
        "judgement: "
            + (Files.exists(judgement) ? JudgementReport.read(judgement).verdict() : "none yet"));
    return lines;
  }

  private void tell(String person, EventType type, String text) {
    Actor.user(person).during(() -> log.append(RunLog.SYSTEM, type, text));
  }
}
