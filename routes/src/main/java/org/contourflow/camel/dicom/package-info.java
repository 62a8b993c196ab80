/**
 * The Camel component {@code dicom}: {@code dicom:listen} receives by C-STORE and storage
 * commitment, {@code dicom:send} sends, echoes and requests commitment, {@code dicom:query} finds
 * and moves. It depends on Camel and on the packages {@code dicom} and {@code dicom.net} alone, so
 * that it can be used in any Camel application. See docs/dicom-component.md.
 */
package org.contourflow.camel.dicom;
