/** Scores, rolling origins, forecasts that are kept and judged. */
package org.contourflow.demand.judge;
