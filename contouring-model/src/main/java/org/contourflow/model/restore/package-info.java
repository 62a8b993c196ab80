/**
 * From what a network marked to structures: connected components, hole filling, morphology on bits.
 * Pure Java arrays.
 */
package org.contourflow.model.restore;
