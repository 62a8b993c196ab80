/** Camel routes, one a step, and the ends they need. Wiring, no logic. */
package org.contourflow.routes;
