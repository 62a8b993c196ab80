/**
 * What a viewer draws, computed here so that a page only draws it: which way each plane lies, where
 * the slices are, the contours of a file as loops in pixels, and their cuts through other planes.
 * Pixel coordinates have a pixel's centre at an integer, as {@code geometry.PixelPoint}.
 */
package org.contourflow.viewer;
