package org.contourflow.protocols.derive;

/**
 * A structure and what makes it.
 *
 * @param line of the text, from 1
 * @param character where its name begins, from 1
 */
public record Derivation(String name, Expression expression, int line, int character) {}
