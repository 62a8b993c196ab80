/**
 * PS3.15 Annex E by an allow-list at every depth, and the way back. What comes out is
 * pseudonymised, not anonymous: a face stays recognisable in a head CT.
 */
package org.contourflow.dicom.deident;
