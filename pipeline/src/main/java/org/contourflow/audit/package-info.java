/**
 * The run log: append-only, hash-chained events with a closed vocabulary, readable by QA staff. No
 * event carries a patient identifier; a case is named by its case id only.
 */
package org.contourflow.audit;
