package org.contourflow.audit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Verifies the run log from its first event to its last, against its keys and its anchors, and says
 * where it is broken first. It finds an event that was changed, taken out, put in or put in another
 * place; with a key also a chain that was made anew; with anchors also a tail that was cut off.
 *
 * <p>It does not find the tail that was written after the last anchor and cut off before the next;
 * nor anything done by who has the key and can write the store and the anchors.
 */
public final class AuditTrail {
  private static final int PAGE = 1000;

  private final AuditKeys keys;
  private final Deque<Anchor> anchors = new ArrayDeque<>();
  private final List<String> restores = new ArrayList<>();
  private int anchorsMet;
  private long expected = 1;
  private String previous = Event.GENESIS;
  private long keyedFrom;

  private AuditTrail(AuditKeys keys) {
    this.keys = keys;
  }

  /**
   * What was found.
   *
   * @param events how many were read, up to the break
   * @param keyedFrom number of the first event that is sealed with a key; 0 if none is
   * @param anchors how many anchors were met
   * @param restores when the store was set back to a backup, by the anchors
   * @param firstBreak where the log is broken first; empty if it is whole
   */
  public record Verdict(
      long events,
      long keyedFrom,
      int anchors,
      List<String> restores,
      Optional<String> firstBreak) {
    /** Whether it is as it was written. */
    public boolean isWhole() {
      return firstBreak.isEmpty();
    }
  }

  /** Verifies a log without anchors. */
  public static Verdict verify(RunLog log, AuditKeys keys) {
    return new AuditTrail(keys).run(log);
  }

  /** Verifies a log against the anchors of a file too. */
  public static Verdict verify(RunLog log, AuditKeys keys, AnchorFile file) throws IOException {
    AuditTrail trail = new AuditTrail(keys);
    Optional<String> broken = trail.read(file);
    return broken.isPresent() ? new Verdict(0, 0, 0, List.of(), broken) : trail.run(log);
  }

  /** Takes the anchors in; returns what is wrong with the file itself. */
  private Optional<String> read(AnchorFile file) throws IOException {
    List<String> lines = file.lines();
    List<Anchor> read = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Optional<Anchor> anchor = Anchor.parse(lines.get(i));
      boolean torn = anchor.isEmpty() && i == lines.size() - 1;
      if (torn) {
        break; // Of a write that a power cut ended.
      }
      String line = "line " + (i + 1) + " of " + file.file();
      if (anchor.isEmpty()) {
        return Optional.of(line + " is no anchor");
      }
      Optional<Boolean> intact = anchor.get().isIntact(keys);
      if (intact.isEmpty()) {
        return Optional.of(line + " is sealed with key " + anchor.get().keyId() + ", not given");
      }
      if (!intact.get()) {
        return Optional.of(line + " was changed");
      }
      if (anchor.get().restored()) {
        long head = anchor.get().sequence();
        restores.add("the store was set back to event " + head + " at " + anchor.get().at());
        read.removeIf(before -> before.sequence() > head);
      }
      read.add(anchor.get());
    }
    // Two processes on one store may have written in turn.
    read.sort(Comparator.comparingLong(Anchor::sequence));
    anchors.addAll(read);
    return Optional.empty();
  }

  private Verdict run(RunLog log) {
    long last = Long.MIN_VALUE;
    for (List<Event> page = log.after(last, PAGE); !page.isEmpty(); page = log.after(last, PAGE)) {
      for (Event event : page) {
        Optional<String> broken = next(event);
        if (broken.isPresent()) {
          return verdict(broken);
        }
        last = event.sequence();
      }
    }
    return verdict(end(log.count()));
  }

  private Verdict verdict(Optional<String> broken) {
    return new Verdict(expected - 1, keyedFrom, anchorsMet, List.copyOf(restores), broken);
  }

  private Optional<String> next(Event event) {
    long number = event.sequence();
    if (number > expected) {
      return Optional.of(
          "event "
              + expected
              + (number - 1 > expected ? " to " + (number - 1) + " are" : " is")
              + " missing");
    }
    if (number < expected) {
      return Optional.of("event " + number + " was added");
    }
    Optional<Boolean> intact = event.isIntact(keys);
    if (intact.isEmpty()) {
      return Optional.of(
          "event "
              + number
              + " is sealed with key "
              + event.seal().keyId()
              + ", which is not given");
    }
    if (!intact.get()) {
      return Optional.of("event " + number + " was changed");
    }
    if (!event.previousHash().equals(previous)) {
      return Optional.of("event " + number + " does not follow event " + (number - 1));
    }
    if (keyedFrom > 0 && !event.isKeyed()) {
      return Optional.of(
          "event " + number + " has no key, but the log is keyed from event " + keyedFrom);
    }
    keyedFrom = keyedFrom == 0 && event.isKeyed() ? number : keyedFrom;
    previous = event.hash();
    expected++;
    return atAnchor(event);
  }

  private Optional<String> atAnchor(Event event) {
    while (!anchors.isEmpty() && anchors.peek().sequence() == event.sequence()) {
      Anchor anchor = anchors.poll();
      anchorsMet++;
      if (!anchor.hash().equals(event.hash())) {
        return Optional.of(
            "event " + event.sequence() + " is not the one that was anchored at " + anchor.at());
      }
    }
    return Optional.empty();
  }

  private Optional<String> end(long count) {
    if (count != expected - 1) {
      return Optional.of((count - expected + 1) + " events were added beside those of the chain");
    }
    if (!anchors.isEmpty()) {
      Anchor anchor = anchors.peekLast();
      return Optional.of(
          "the log ends with event "
              + (expected - 1)
              + ", but event "
              + anchor.sequence()
              + " was anchored at "
              + anchor.at()
              + ": its end is cut off");
    }
    if (keyedFrom == 0 && count > 0 && !keys.ids().isEmpty()) {
      return Optional.of("no event is sealed with a key, though there is one: it was made anew");
    }
    return Optional.empty();
  }
}
