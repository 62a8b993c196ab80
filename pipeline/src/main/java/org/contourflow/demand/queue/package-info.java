/** Sample paths through contouring and review. */
package org.contourflow.demand.queue;
