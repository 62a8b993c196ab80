package org.contourflow.review;

/**
 * One set that came back, measured: what is stored and exported.
 *
 * @param id of the store; 0: not stored
 */
public record ReviewRecord(
    long id, ReviewedCase of, CameBack from, ReviewedSet set, PersonsWord word) {}
