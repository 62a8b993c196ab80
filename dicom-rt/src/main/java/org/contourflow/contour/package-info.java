/**
 * Masks and probabilities to planar rings with holes, and back. Knows no DICOM.
 *
 * <p>Everything here is in {@link org.contourflow.geometry.PixelPoint} coordinates of one slice: a
 * pixel's centre is at integers, a mask pixel is the unit square around it, so rings traced from a
 * mask run on half-integers. A ring does not repeat its first point at the end. Outer rings run
 * clockwise as seen on a screen (row down, column to the right) and have a positive area, holes the
 * other way round.
 */
package org.contourflow.contour;
