/**
 * Services this node provides: C-STORE and C-ECHO, storage commitment, and the durable spool
 * arrivals go through before they are answered.
 */
package org.contourflow.dicom.net.scp;
