/** All that is kept in the database: JDBC over H2 or PostgreSQL, and nothing else. */
package org.contourflow.store;
