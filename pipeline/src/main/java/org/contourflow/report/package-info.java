/**
 * Pictures and a page a person can judge a case by: the contours as they are delivered, drawn on
 * the CT, and an HTML report with volumes, findings, provenance and timings. Names the case by its
 * id, never the patient.
 */
package org.contourflow.report;
