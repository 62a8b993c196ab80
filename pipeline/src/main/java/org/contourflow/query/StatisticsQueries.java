package org.contourflow.query;

import java.time.Instant;

/** Counts and times over a while. */
public interface StatisticsQueries {
  /** Of the cases made from one moment (included) to another (not included). */
  Statistics between(Instant from, Instant before);
}
