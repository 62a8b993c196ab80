package org.contourflow.protocols.rules;

/** On which slices an attribute must pass its test. */
public enum SliceQuantifier {
  ALL,
  ANY,
  /** The first along the normal only: quick, for what is alike in every slice. */
  FIRST
}
