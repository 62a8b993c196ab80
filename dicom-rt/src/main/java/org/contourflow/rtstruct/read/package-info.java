/**
 * Any system's RTSTRUCT as far as it can be understood, and its contours as masks on a CT's grid.
 */
package org.contourflow.rtstruct.read;
