/**
 * Structures made of others: the expression language, its checks at load, and what it comes to on a
 * CT's grid. The language is docs/protocols.md; the geometry is {@code volume.bits}'.
 */
package org.contourflow.protocols.derive;
