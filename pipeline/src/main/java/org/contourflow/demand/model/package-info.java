/** The regression, its forecast and sample paths. */
package org.contourflow.demand.model;
