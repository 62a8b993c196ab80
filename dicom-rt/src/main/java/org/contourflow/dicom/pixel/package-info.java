/**
 * Stored pixel values out of every transfer syntax a CT comes in, exactly as they were encoded.
 *
 * <p>No rescaling, no windowing, no colour: a stored value is what PS3.3 C.7.6.3 says the bits
 * mean.
 */
package org.contourflow.dicom.pixel;
