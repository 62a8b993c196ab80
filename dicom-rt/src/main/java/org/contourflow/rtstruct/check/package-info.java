/**
 * Whether an RTSTRUCT is right: by the standard, by its geometry, and against the CT it refers to.
 */
package org.contourflow.rtstruct.check;
