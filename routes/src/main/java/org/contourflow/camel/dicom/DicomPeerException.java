package org.contourflow.camel.dicom;

import java.io.Serial;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/**
 * A peer did not do what was asked. An error handler may redeliver if {@link #isRetryable()}; what
 * exactly happened is {@link #getOutcome()}.
 */
public class DicomPeerException extends CamelExchangeException {
  @Serial private static final long serialVersionUID = 1;

  private final boolean retryable;
  private final transient Object outcome;

  /**
   * For the producers.
   *
   * @param outcome the typed outcome: a list of receipts, or one of the sealed outcomes
   */
  public DicomPeerException(String message, Exchange exchange, boolean retryable, Object outcome) {
    super(message, exchange);
    this.retryable = retryable;
    this.outcome = outcome;
  }

  /** Whether asking again later can help. */
  public boolean isRetryable() {
    return retryable;
  }

  /** The outcome. */
  public Object getOutcome() {
    return outcome;
  }
}
