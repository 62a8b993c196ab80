/** Beds: patients present, and those yet to arrive. */
package org.contourflow.demand.acute;
