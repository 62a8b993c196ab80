/**
 * Volumes in files that are not DICOM: NIfTI-1 and NRRD, in and out.
 *
 * <p>A NIfTI affine maps voxel (i, j, k) to RAS+ millimetres; here i is the column, j the row, k
 * the slice, and the patient frame is LPS, so x and y change sign once, in this package only.
 */
package org.contourflow.volume.io;
