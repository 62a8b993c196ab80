/**
 * Rings and a CT series to an RTSTRUCT (PS3.3 A.19). Points in files are in the patient frame, LPS
 * mm.
 */
package org.contourflow.rtstruct.write;
