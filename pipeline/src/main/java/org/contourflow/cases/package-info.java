/**
 * Cases and what has arrived: states, transitions, and their store (JDBC over H2 or PostgreSQL).
 * Every write is idempotent: doing a step again after a crash leaves the same rows.
 */
package org.contourflow.cases;
