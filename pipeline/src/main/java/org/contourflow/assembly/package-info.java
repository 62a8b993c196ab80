/** Instances to series to cases: a series is watched until it is whole by its geometry. */
package org.contourflow.assembly;
