/**
 * From what a network marked back to structures on the CT's grid: planes brought back and decoded,
 * gaps bridged, components kept, holes filled. Pure Java arrays.
 */
package org.contourflow.model.restore;
