package org.contourflow.demand.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One case of the contouring service, without anything of the patient.
 *
 * @param protocol by which it is contoured
 * @param scanner it came from; empty where that is not known
 * @param arrived when its case was made
 * @param contouring of the run that was finished
 * @param ended that nothing more is contoured: delivered, refused or failed
 */
public record ServiceCase(
    String protocol,
    String scanner,
    Instant arrived,
    Contouring contouring,
    Review review,
    boolean ended) {

  /**
   * A contouring.
   *
   * @param begun of the run that was finished
   * @param ended when the masks were there
   */
  public record Contouring(Optional<Instant> begun, Optional<Instant> ended) {
    /** How long it took. */
    public Optional<Duration> took() {
      return begun
          .flatMap(from -> ended.map(to -> Duration.between(from, to)))
          .filter(d -> !d.isNegative());
    }
  }

  /**
   * A clinician's work on the contours.
   *
   * @param delivered when the first target had them
   * @param reviewed when a clinician's set came back, or somebody judged them in the console
   * @param minutes of looking and mending, as a person told them
   */
  public record Review(
      Optional<Instant> delivered, Optional<Instant> reviewed, OptionalDouble minutes) {}
}
