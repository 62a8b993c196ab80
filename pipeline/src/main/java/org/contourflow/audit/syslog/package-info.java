/**
 * Sends the run log to a syslog server that keeps it: audit messages of DICOM PS3.15 A.5 in RFC
 * 5424, by UDP, TCP or TLS. What the messages hold, and what of the profile they leave out, stands
 * in docs/operations.md.
 */
package org.contourflow.audit.syslog;
