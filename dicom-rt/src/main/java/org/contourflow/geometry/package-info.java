/**
 * The one owner of the way between voxel indices and patient coordinates.
 *
 * <p>Patient frame: DICOM's LPS (x to the patient's left, y to posterior, z to the head), in mm.
 * Voxel frame: (slice, row, column), a voxel's CENTRE at integers; ImagePositionPatient is the
 * centre of voxel (row 0, column 0) of its slice (PS3.3 C.7.6.2.1.1).
 */
package org.contourflow.geometry;
