package org.contourflow.demand.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One case of the contouring service, without anything of the patient.
 *
 * @param protocol by which it is contoured
 * @param scanner it came from; empty where that is not known
 * @param arrived when its case was made
 * @param contouringBegun of the run that was finished
 * @param contoured when the masks were there
 * @param delivered when the first target had it
 * @param ended that nothing more is done to it: delivered, refused, failed or superseded
 */
public record ServiceCase(
    String protocol,
    String scanner,
    Instant arrived,
    Optional<Instant> contouringBegun,
    Optional<Instant> contoured,
    Optional<Instant> delivered,
    boolean ended) {

  /** How long contouring took. */
  public Optional<Duration> contouring() {
    return contouringBegun
        .flatMap(begun -> contoured.map(end -> Duration.between(begun, end)))
        .filter(d -> !d.isNegative());
  }
}
