/**
 * What a clinician left of a delivered structure set: it is matched by its names, measured on the
 * CT's grid, and judged by rule and by the clinician's own word.
 */
package org.contourflow.review;
