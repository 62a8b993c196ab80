/**
 * Rings and a CT series to an RTSTRUCT (PS3.3 A.19) and back, and the check of one.
 *
 * <p>Points in files are in the patient frame, LPS mm; {@link org.contourflow.contour} works in
 * pixels of a slice. The way between the two is the series' {@link
 * org.contourflow.geometry.VoxelGrid} only. Everything written is UNAPPROVED.
 */
package org.contourflow.rtstruct;
