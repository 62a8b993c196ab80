/**
 * Analytic phantoms as DICOM CT series with known truth, hostile inputs, and what tests need to
 * reach real data and peers. Depends on no other module, so that a fault in the geometry or the
 * DICOM code of the product cannot hide in its own test data.
 */
package org.contourflow.testdata;
