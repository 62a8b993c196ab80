/**
 * The steps of a case in their order: contour, write the structure set, report, deliver. Each is
 * idempotent: its files appear complete under their names or not at all, and the state moves last.
 */
package org.contourflow.workflow;
