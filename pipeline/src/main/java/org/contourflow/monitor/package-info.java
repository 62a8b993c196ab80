/**
 * How the service is: figures, problems and who is told of them. Nothing here names a patient; a
 * case is counted, not named.
 */
package org.contourflow.monitor;
