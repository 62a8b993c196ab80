package org.contourflow.review;

import java.time.Instant;

/**
 * The structure set that came back.
 *
 * @param approval ApprovalStatus: APPROVED, UNAPPROVED or REJECTED; may be empty
 * @param at when it was received
 * @param recognisedBy what said whose it is, for a person
 */
public record CameBack(String sopInstanceUid, String approval, Instant at, String recognisedBy) {}
