package org.contourflow.accounts;

import java.time.Instant;

/**
 * A user who is logged in.
 *
 * @param csrf what each request that changes something must show beside the cookie
 */
public record Session(String user, Role role, boolean mustChange, String csrf, Instant begun) {}
