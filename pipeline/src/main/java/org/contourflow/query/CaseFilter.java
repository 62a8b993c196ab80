package org.contourflow.query;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.CaseState;

/**
 * Which cases are asked for; what is empty does not restrict.
 *
 * @param states any of these
 * @param protocols which protocols contoured it
 * @param model id of a model that contoured it, or {@code id version}
 * @param finding code of a finding, such as QA-04
 * @param target name of a target that it goes to
 * @param text a case's number, or its id from its beginning on; or stands in the protocol, the
 *     reason, a model's name and version or a target's name; or a finding's code. Letter case does
 *     not matter
 * @param made when the case was made
 */
public record CaseFilter(
    Set<CaseState> states,
    Protocols protocols,
    Optional<String> model,
    Optional<String> finding,
    Optional<String> target,
    Optional<String> text,
    Period made) {
  public CaseFilter {
    states = states.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(states));
  }

  /**
   * Some protocols.
   *
   * @param among only these; empty: any
   * @param except none of these
   */
  public record Protocols(Optional<Set<String>> among, Set<String> except) {
    /** Whatever the protocol. */
    public static final Protocols ALL = new Protocols(Optional.empty(), Set.of());

    public Protocols {
      among = among.map(Set::copyOf);
      except = Set.copyOf(except);
    }

    /** This one. */
    public static Protocols only(String name) {
      return new Protocols(Optional.of(Set.of(name)), Set.of());
    }

    /** This one, or any. */
    public static Protocols only(Optional<String> name) {
      return name.map(Protocols::only).orElse(ALL);
    }
  }

  /** From one moment (included) to another (not included); empty: without that end. */
  public record Period(Optional<Instant> from, Optional<Instant> before) {
    /** All time. */
    public static final Period ALWAYS = new Period(Optional.empty(), Optional.empty());
  }

  /** Every case. */
  public static CaseFilter all() {
    return new CaseFilter(
        Set.of(),
        Protocols.ALL,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Period.ALWAYS);
  }
}
