package org.contourflow.accounts;

import java.time.Instant;

/**
 * What a script shows in place of a password. The token itself is told once and not kept.
 *
 * @param id names it, for a person to take it back
 * @param user whose rights it gives
 * @param sha256 of the token, lower-case hex
 * @param note what it is for
 */
public record ApiToken(String id, String user, String sha256, String note, Instant expiresAt) {}
