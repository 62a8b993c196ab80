package org.contourflow.consent;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What an event of the log says. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Act.Given.class, name = "GIVEN"),
  @JsonSubTypes.Type(value = Act.Withdrawn.class, name = "WITHDRAWN"),
  @JsonSubTypes.Type(value = Act.Expired.class, name = "EXPIRED"),
  @JsonSubTypes.Type(value = Act.EnteredInError.class, name = "ENTERED_IN_ERROR"),
  @JsonSubTypes.Type(value = Act.Merged.class, name = "MERGED")
})
public sealed interface Act {

  /**
   * A ground was given.
   *
   * @param from when it was signed or approved
   * @param until first instant at which it holds no more; empty: until withdrawn
   */
  record Given(Basis basis, Set<Purpose> purposes, Instant from, Optional<Instant> until)
      implements Act {
    public Given {
      purposes = Set.copyOf(purposes);
      if (basis == Basis.PUBLIC_LICENSED) {
        throw new IllegalArgumentException(
            "PUBLIC_LICENSED is said by a statement beside the data, not by an event of a patient");
      }
      if (purposes.isEmpty()) {
        throw new IllegalArgumentException("consent to no purpose is no consent; name one");
      }
      if (until.isPresent() && !until.get().isAfter(from)) {
        throw new IllegalArgumentException("consent must end after it begins");
      }
    }

    /**
     * By this machine's days, as people say them.
     *
     * @param from day of signing; empty: now
     * @param last day on which it holds, whole; empty: until withdrawn
     * @throws IllegalArgumentException if there can be no such consent, saying why
     */
    public static Given ofDays(
        Basis basis,
        Set<Purpose> purposes,
        Optional<LocalDate> from,
        Optional<LocalDate> last,
        Instant now) {
      return new Given(
          basis,
          purposes,
          from.map(Given::start).orElse(now),
          last.map(day -> start(day.plusDays(1))));
    }

    private static Instant start(LocalDate day) {
      return day.atStartOfDay(ZoneId.systemDefault()).toInstant();
    }
  }

  /**
   * The patient, or who may speak for one, took it back.
   *
   * @param purposes what for; empty: everything
   * @param effective from when; it closes at once in any case
   */
  record Withdrawn(Set<Purpose> purposes, Instant effective) implements Act {
    public Withdrawn {
      purposes = Set.copyOf(purposes);
    }
  }

  /** The ground ended otherwise: an approval lapsed, a study closed. */
  record Expired(Set<Purpose> purposes, Instant effective) implements Act {
    public Expired {
      purposes = Set.copyOf(purposes);
    }
  }

  /**
   * An earlier event was wrong. One that opened counts no more; one that closed goes on closing,
   * and only a new consent, with its own evidence, opens again.
   *
   * @param sequence the wrong event's number
   */
  record EnteredInError(long sequence) implements Act {}

  /**
   * Two references are one person.
   *
   * @param otherWithoutIssuer the other's as of {@link Whose}; empty too where an older version
   *     recorded it
   */
  record Merged(PatientRef other, Optional<PatientRef> otherWithoutIssuer) implements Act {
    public Merged {
      otherWithoutIssuer = otherWithoutIssuer == null ? Optional.empty() : otherWithoutIssuer;
    }

    /** With one who is known by the reference alone. */
    public Merged(PatientRef other) {
      this(other, Optional.empty());
    }

    /** With the patient of a case. */
    public Merged(Whose other) {
      this(other.ref(), other.withoutIssuer());
    }
  }

  /** A line for a person. */
  default String describe() {
    if (this instanceof Given g) {
      return "given: "
          + g.basis
          + " for "
          + new TreeSet<>(g.purposes)
          + " from "
          + g.from
          + g.until.map(u -> " until " + u).orElse("");
    }
    if (this instanceof Withdrawn w) {
      return "withdrawn" + scope(w.purposes) + " from " + w.effective;
    }
    if (this instanceof Expired e) {
      return "expired" + scope(e.purposes) + " from " + e.effective;
    }
    if (this instanceof EnteredInError e) {
      return "event " + e.sequence + " was entered in error";
    }
    return "is the same person as " + ((Merged) this).other.brief();
  }

  private static String scope(Set<Purpose> purposes) {
    return purposes.isEmpty() ? "" : " for " + new TreeSet<>(purposes);
  }
}
