package org.contourflow.cases;

import java.time.Instant;

/**
 * One case as stored.
 *
 * @param caseId e.g. {@code case-000017}; the only name of a patient's data in logs
 * @param seriesInstanceUid the CT series
 * @param contentHash SHA-256 over the instances the case was made from
 * @param protocol name of the protocol it is contoured by
 * @param state how far it has come
 * @param detail the reason of a refusal or failure; else empty
 * @param attempts how often its present step has failed
 */
public record CaseRecord(
    String caseId,
    String seriesInstanceUid,
    String contentHash,
    String protocol,
    CaseState state,
    String detail,
    int attempts,
    Instant createdAt,
    Instant updatedAt) {}
