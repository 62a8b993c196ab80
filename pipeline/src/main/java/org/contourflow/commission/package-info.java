/** A commissioning sheet: what was expected of known truth, what was found, and what changed. */
package org.contourflow.commission;
