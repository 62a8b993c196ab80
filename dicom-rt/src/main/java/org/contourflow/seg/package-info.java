/**
 * DICOM Segmentation (PS3.3 A.51, A.93): masks on a CT's grid out as BINARY or LABELMAP, and any
 * vendor's back in as masks.
 */
package org.contourflow.seg;
