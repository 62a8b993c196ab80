package org.contourflow.consent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.consent.Act.EnteredInError;
import org.contourflow.consent.Act.Expired;
import org.contourflow.consent.Act.Given;
import org.contourflow.consent.Act.Merged;
import org.contourflow.consent.Act.Withdrawn;

/**
 * Whether a patient's consent stands, from the events alone. Where the log can be read in two ways,
 * the closed one holds:
 *
 * <ul>
 *   <li>What closes, closes all that is in the log before it and all that was signed no later than
 *       it took effect, however late that is recorded (a form found again opens nothing).
 *   <li>A closing event stays even if entered in error; only a later consent opens again.
 *   <li>After a person's own withdrawal only that person's consent opens, never S251.
 *   <li>An ID without an issuer may be that of any issuer: what closes of one closes the other,
 *       what opens does not open it.
 *   <li>A merge joins what closes for ever, what opens only while the merge stands.
 *   <li>A clock that went back is not believed for an end, one that runs ahead not for a beginning.
 * </ul>
 */
final class Standing {
  private final List<ConsentEvent> events;
  private final Set<Long> wrong;
  private final Clock clock;
  private final int optOutDays;

  /**
   * @param optOutDays an answer of the opt-out service counts for so many days
   */
  Standing(List<ConsentEvent> events, Clock clock, int optOutDays) {
    this.events = events;
    this.clock = clock;
    this.optOutDays = optOutDays;
    this.wrong =
        events.stream()
            .map(ConsentEvent::act)
            .filter(EnteredInError.class::isInstance)
            .map(a -> ((EnteredInError) a).sequence())
            .collect(Collectors.toSet());
  }

  /** Whether any event of the log is of this patient. */
  boolean knows(PatientRef patient) {
    return events.stream().anyMatch(e -> e.patient().equals(patient) || isMergeWith(e, patient));
  }

  private static boolean isMergeWith(ConsentEvent event, PatientRef patient) {
    return event.act() instanceof Merged m && m.other().equals(patient);
  }

  /**
   * References of whom is asked.
   *
   * @param own that are the same person, by merges that were wrong too
   * @param closing also those that may be
   * @param opening that are as long as the merges stand
   */
  private record Known(Set<PatientRef> own, Set<PatientRef> closing, Set<PatientRef> opening) {}

  private Known known(Whose whose) {
    PatientRef patient = whose.ref();
    Set<PatientRef> closing = new HashSet<>(person(patient));
    whose.withoutIssuer().ifPresent(plain -> closing.addAll(merged(plain)));
    return new Known(merged(patient), closing, person(patient, false));
  }

  Decision decide(Whose whose, Purpose purpose, ConsentGate.OptOuts optOuts) {
    Known known = known(whose);
    List<ConsentEvent> given =
        events.stream()
            .filter(e -> e.act() instanceof Given && known.opening().contains(e.patient()))
            .filter(e -> !wrong.contains(e.sequence()))
            .sorted(Comparator.comparingLong(ConsentEvent::sequence).reversed())
            .toList();
    Decision newest = null;
    for (ConsentEvent event : given) {
      Decision decision = judge(event, known, purpose, optOuts);
      if (decision instanceof Decision.Released) {
        return decision;
      }
      newest = newest == null || saysNothingOfOthers(newest) ? decision : newest;
    }
    return newest == null ? Decision.refused(Reason.NO_RECORD) : newest;
  }

  /** A consent to something else, or one that begins later, leaves as it was what stood before. */
  private static boolean saysNothingOfOthers(Decision decision) {
    return decision instanceof Decision.Refused refused
        && (refused.reason() == Reason.WRONG_PURPOSE || refused.reason() == Reason.NOT_YET_VALID);
  }

  private Decision judge(
      ConsentEvent event, Known known, Purpose purpose, ConsentGate.OptOuts optOuts) {
    Given given = (Given) event.act();
    String detail = "event " + event.sequence();
    Optional<Decision> closed = closed(event, given, known.closing(), purpose);
    if (closed.isPresent()) {
      return closed.get();
    }
    if (!given.purposes().contains(purpose)) {
      return new Decision.Refused(Reason.WRONG_PURPOSE, detail);
    }
    Instant now = clock.instant();
    if (given.from().isAfter(now)) {
      return new Decision.Refused(Reason.NOT_YET_VALID, detail);
    }
    if (given.until().isPresent() && !latest(now).isBefore(given.until().get())) {
      return new Decision.Refused(Reason.EXPIRED, detail);
    }
    if (given.basis() == Basis.S251) {
      Optional<Decision.Refused> optOut = optOut(known, optOuts);
      if (optOut.isPresent()) {
        return optOut.get();
      }
    }
    return new Decision.Released(given.basis(), Optional.of(event.patient()), List.of(detail));
  }

  /** A withdrawal is told before an end: it reaches back to what was taught, an end does not. */
  private Optional<Decision> closed(
      ConsentEvent event, Given given, Set<PatientRef> closing, Purpose purpose) {
    Optional<Decision> ended = Optional.empty();
    for (ConsentEvent other : events) {
      if (closing.contains(other.patient())) {
        Optional<Reason> reason = closedBy(other, event, given, purpose);
        if (reason.isPresent()) {
          Decision decision = new Decision.Refused(reason.get(), "event " + other.sequence());
          if (reason.get() == Reason.WITHDRAWN) {
            return Optional.of(decision);
          }
          ended = ended.isPresent() ? ended : Optional.of(decision);
        }
      }
    }
    return ended;
  }

  private static Optional<Reason> closedBy(
      ConsentEvent other, ConsentEvent event, Given given, Purpose purpose) {
    if (other.act() instanceof Withdrawn w) {
      boolean closes =
          closes(w.purposes(), w.effective(), other, event, given, purpose)
              || given.basis() == Basis.S251 && concerns(w.purposes(), purpose);
      return closes ? Optional.of(Reason.WITHDRAWN) : Optional.empty();
    }
    if (other.act() instanceof Expired e) {
      boolean closes = closes(e.purposes(), e.effective(), other, event, given, purpose);
      return closes ? Optional.of(Reason.EXPIRED) : Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean closes(
      Set<Purpose> of,
      Instant effective,
      ConsentEvent closing,
      ConsentEvent event,
      Given given,
      Purpose purpose) {
    boolean before = event.sequence() < closing.sequence() || !given.from().isAfter(effective);
    return before && concerns(of, purpose);
  }

  private static boolean concerns(Set<Purpose> of, Purpose purpose) {
    return of.isEmpty() || of.contains(purpose);
  }

  /** A clock that was put back does not lengthen a consent. */
  private Instant latest(Instant now) {
    return events.stream()
        .map(ConsentEvent::recordedAt)
        .filter(now::isBefore)
        .max(Comparator.naturalOrder())
        .orElse(now);
  }

  /**
   * The newest answer of any of the person's references counts; on one day, the closed one. Of a
   * reference that may only be the same person's none opens.
   */
  private Optional<Decision.Refused> optOut(Known known, ConsentGate.OptOuts optOuts) {
    List<OptOutAnswer> answers = answers(known, optOuts);
    if (answers.isEmpty()) {
      return Optional.of(Decision.refused(Reason.OPT_OUT_UNKNOWN));
    }
    OptOutAnswer newest =
        answers.stream()
            .max(
                Comparator.comparing(OptOutAnswer::askedOn).thenComparing(a -> a.allowed() ? 0 : 1))
            .orElseThrow();
    if (!newest.allowed()) {
      return Optional.of(new Decision.Refused(Reason.OPTED_OUT, "asked " + newest.askedOn()));
    }
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, clock.getZone());
    LocalDate believed = LocalDate.ofInstant(latest(now), clock.getZone());
    boolean fresh =
        !newest.askedOn().isAfter(today)
            && ChronoUnit.DAYS.between(newest.askedOn(), believed) <= optOutDays;
    return fresh
        ? Optional.empty()
        : Optional.of(new Decision.Refused(Reason.OPT_OUT_STALE, "asked " + newest.askedOn()));
  }

  private static List<OptOutAnswer> answers(Known known, ConsentGate.OptOuts optOuts) {
    List<OptOutAnswer> answers = new ArrayList<>();
    try {
      for (PatientRef each : known.closing()) {
        optOuts
            .of(each)
            .filter(a -> !a.allowed() || known.opening().contains(each))
            .ifPresent(answers::add);
      }
      // Of a number that may only be theirs, another issuer's opt-out is another person's.
      for (PatientRef each : known.own()) {
        optOuts.ofAnIssuer(each).ifPresent(answers::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the opt-out answers cannot be read", e);
    }
    return answers;
  }

  /**
   * All references that may be the same person: by merges, wrong ones too, and by the same ID in
   * files that name no issuer. Two issuers' patients of one ID are two.
   */
  Set<PatientRef> person(PatientRef patient) {
    Set<PatientRef> known = merged(patient);
    Set<PatientRef> all = new HashSet<>(known);
    for (ConsentEvent event : events) {
      event.withoutIssuer().ifPresent(plain -> addBoth(all, known, event.patient(), plain));
      if (event.act() instanceof Merged m) {
        m.otherWithoutIssuer().ifPresent(plain -> addBoth(all, known, m.other(), plain));
      }
    }
    return all;
  }

  /** Of one ID with its issuer and without: who is known as one may be the other. */
  private void addBoth(
      Set<PatientRef> all, Set<PatientRef> known, PatientRef named, PatientRef plain) {
    if (known.contains(named)) {
      all.addAll(merged(plain));
    }
    if (known.contains(plain)) {
      all.addAll(merged(named));
    }
  }

  /** All references of the same person, by wrong merges too. */
  Set<PatientRef> merged(PatientRef patient) {
    return person(patient, true);
  }

  /** All references of the same person. */
  private Set<PatientRef> person(PatientRef patient, boolean evenByWrongMerges) {
    Set<PatientRef> known = new HashSet<>(Set.of(patient));
    Deque<PatientRef> open = new ArrayDeque<>(known);
    while (!open.isEmpty()) {
      PatientRef one = open.remove();
      for (ConsentEvent event : events) {
        if (event.act() instanceof Merged m
            && (evenByWrongMerges || !wrong.contains(event.sequence()))) {
          PatientRef next =
              event.patient().equals(one)
                  ? m.other()
                  : m.other().equals(one) ? event.patient() : one;
          if (known.add(next)) {
            open.add(next);
          }
        }
      }
    }
    return known;
  }
}
