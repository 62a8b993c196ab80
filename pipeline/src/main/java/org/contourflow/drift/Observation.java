package org.contourflow.drift;

import java.time.Instant;

/** One value of one case. */
public record Observation(Instant at, String caseId, double value) {}
