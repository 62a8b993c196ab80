package org.contourflow.accounts;

/** What a user may do; each may what those before it may. */
public enum Role {
  /** Looks at cases, without patient identifiers. */
  VIEWER,
  /** Sees identifiers, acts on cases. */
  PHYSICIST,
  /** Manages users. */
  ADMIN;

  /** Whether this role may what {@code least} may. */
  public boolean mayAs(Role least) {
    return compareTo(least) >= 0;
  }
}
