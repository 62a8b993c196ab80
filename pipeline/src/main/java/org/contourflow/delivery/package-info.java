/**
 * Hands a finished RTSTRUCT over, with a receipt per target; a target that fails stops no other.
 */
package org.contourflow.delivery;
