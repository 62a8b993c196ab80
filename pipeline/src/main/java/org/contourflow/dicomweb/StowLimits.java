package org.contourflow.dicomweb;

import java.time.Duration;

/**
 * What a STOW-RS request may cost.
 *
 * @param maxInstanceBytes longest part stored
 * @param maxRequestBytes longest body read
 * @param maxDuration longest a body may take to arrive
 * @param reserveBytes free disk space below which nothing is taken
 */
public record StowLimits(
    long maxInstanceBytes, long maxRequestBytes, Duration maxDuration, long reserveBytes) {
  public StowLimits {
    if (maxInstanceBytes < 1 || maxRequestBytes < 1 || reserveBytes < 0) {
      throw new IllegalArgumentException("limits of STOW-RS are positive");
    }
  }
}
