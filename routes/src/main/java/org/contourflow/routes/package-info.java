/** Camel routes, one a step, and the daemon that runs them. Wiring, no logic. */
package org.contourflow.routes;
