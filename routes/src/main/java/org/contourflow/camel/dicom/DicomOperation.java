package org.contourflow.camel.dicom;

/** The path part of the URI: what an endpoint does. Lower case because it is written in URIs. */
public enum DicomOperation {
  /** Consumer: a DICOM node that others call. */
  listen,
  /** Producer: C-STORE, C-ECHO and storage commitment towards a peer. */
  send,
  /** Producer: C-FIND and C-MOVE. Consumer: a C-FIND repeated, each new match an exchange. */
  query
}
