/**
 * Runs a network over tiles of a prepared array and blends them, plane by plane, so that no more
 * than one tile's depth of all classes is held. Pure Java arrays.
 */
package org.contourflow.model.tile;
