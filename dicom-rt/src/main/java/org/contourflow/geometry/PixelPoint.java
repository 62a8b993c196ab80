package org.contourflow.geometry;

/**
 * A point in the plane of a slice, in pixels. A pixel's centre is at integers, so the outer edge of
 * the first pixel is at -0.5.
 *
 * @param row down, in units of the row spacing
 * @param column across, in units of the column spacing
 */
public record PixelPoint(double row, double column) {}
