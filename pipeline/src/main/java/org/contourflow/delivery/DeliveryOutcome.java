package org.contourflow.delivery;

/** How a hand-over ended. */
public sealed interface DeliveryOutcome {
  /** The target has it; {@code receipt} says how that is known. */
  record Delivered(String receipt) implements DeliveryOutcome {}

  /**
   * The target does not have it.
   *
   * @param reason a sentence for a person; no patient identifier
   * @param retryable whether trying again may help
   */
  record NotDelivered(String reason, boolean retryable) implements DeliveryOutcome {}
}
