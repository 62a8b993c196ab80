package org.contourflow.monitor;

/**
 * Something that is wrong now.
 *
 * @param key what it is, the same as long as it is the same problem
 * @param text for a person; no patient, no case
 */
public record Problem(String key, String text) {}
