/**
 * Masks in files (NIfTI, NRRD, DICOM Segmentation) to a structure set and back, on the grid of a CT
 * series.
 */
package org.contourflow.rtstruct.convert;
