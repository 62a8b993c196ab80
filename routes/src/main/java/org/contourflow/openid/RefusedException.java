package org.contourflow.openid;

/** Somebody who came back from the provider is not let in. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why, in a word that may stand in an address. */
  public enum Why {
    /** This browser began no such log-in, or took too long. */
    STATE,
    /** The provider says no. */
    PROVIDER,
    /** Its token is not to be trusted. */
    TOKEN,
    /** The token names nobody. */
    NAME,
    /** None of the user's roles may come in here. */
    ROLE
  }

  private final Why why;

  RefusedException(Why why, String words) {
    super(words);
    this.why = why;
  }

  /** Why. */
  public Why why() {
    return why;
  }
}
