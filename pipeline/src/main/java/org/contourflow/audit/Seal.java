package org.contourflow.audit;

/**
 * What ties an event to the one before it.
 *
 * @param previousHash hash of the event before; {@link Event#GENESIS} for the first
 * @param keyId which key of {@link AuditKeys} the hash is made with; empty: with none, as events of
 *     stores older than the key are
 * @param hash over all of the event but itself, hexadecimal
 */
public record Seal(String previousHash, String keyId, String hash) {}
