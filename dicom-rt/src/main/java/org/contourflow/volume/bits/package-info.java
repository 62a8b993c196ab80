/**
 * Masks as packed bits, a bit a voxel, with components, morphology and distance in mm. Pure Java
 * arrays, {@code [slice][row][column]}.
 */
package org.contourflow.volume.bits;
