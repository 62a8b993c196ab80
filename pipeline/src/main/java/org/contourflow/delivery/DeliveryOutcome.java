package org.contourflow.delivery;

/** How a hand-over ended. */
public sealed interface DeliveryOutcome {
  /** The target has it; {@code receipt} says how that is known. */
  record Delivered(String receipt) implements DeliveryOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.delivered(this);
    }
  }

  /**
   * The target does not have it.
   *
   * @param reason a sentence for a person; no patient identifier
   * @param retryable whether trying again may help
   */
  record NotDelivered(String reason, boolean retryable) implements DeliveryOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.notDelivered(this);
    }
  }

  /** What is made of either; a new kind of outcome does not compile until all have it. */
  interface Visitor<R> {
    R delivered(Delivered delivered);

    R notDelivered(NotDelivered notDelivered);
  }

  /** Hands this outcome to the visitor's method for it. */
  <R> R accept(Visitor<R> visitor);
}
