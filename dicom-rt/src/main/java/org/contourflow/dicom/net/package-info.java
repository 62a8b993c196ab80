/**
 * DICOM networking: Store SCP and SCU, C-ECHO, storage commitment, query/retrieve, TLS, and the
 * durable spool arrivals go through. Statuses and outcomes are typed; what the toolkit throws does
 * not leave this package.
 */
package org.contourflow.dicom.net;
