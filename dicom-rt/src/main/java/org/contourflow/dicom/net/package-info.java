/**
 * What both sides of a DICOM association share: nodes and AE titles, time-outs, TLS, guards on what
 * a peer sends, statuses and storage commitment's data. Statuses and outcomes are typed; what the
 * toolkit throws does not leave this package and those below.
 */
package org.contourflow.dicom.net;
