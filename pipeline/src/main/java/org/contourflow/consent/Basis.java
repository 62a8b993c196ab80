package org.contourflow.consent;

/** On what ground a case may teach. */
public enum Basis {
  /** The patient's own, explicit consent. */
  CONSENT,
  /**
   * Support under section 251 of the NHS Act 2006 (or its like elsewhere): needs the approval's
   * reference and a fresh answer of the national opt-out service.
   */
  S251,
  /** Data published under a licence: by a {@link PublicStatement}, never by an event of the log. */
  PUBLIC_LICENSED
}
