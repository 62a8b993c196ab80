/**
 * Who may teach: an append-only log of consent, the judge that reads it, and the one gate that
 * makes {@link org.contourflow.train.data.ReleasedCases}. Default: nobody.
 */
package org.contourflow.consent;
