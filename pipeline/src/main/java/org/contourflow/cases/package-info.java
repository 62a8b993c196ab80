/**
 * Cases, deliveries and what has arrived: states, records, and the ports of their stores; the JDBC
 * is in {@code store}. Every write is idempotent: doing a step again after a crash leaves the same
 * rows.
 */
package org.contourflow.cases;
