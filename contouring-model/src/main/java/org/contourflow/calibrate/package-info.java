/**
 * Makes a model's plausibility section of its training contours and of results on held-back cases.
 */
package org.contourflow.calibrate;
