package org.contourflow.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;

/**
 * Follows the run log and keeps the facts of each case that lists are filtered and counted by:
 * structures, volumes, models, findings. So no step writes them, and a store of an earlier release
 * gets them by being opened.
 */
public final class Facts {
  /** Events taken in at a time. */
  private static final int MOST = 1000;

  private static final Set<EventType> OF_INTEREST =
      Set.of(
          EventType.CONTOURING_STARTED,
          EventType.CONTOURED,
          EventType.STRUCTURE_SET_WRITTEN,
          EventType.QA_FINDING,
          EventType.DELIVERED);
  private static final Pattern VOLUME = Pattern.compile("(?:: |, )([^:,]+) (\\d+\\.\\d) cc");

  private final LogQueries log;
  private final FactStore store;
  private final Function<String, List<CaseStructure>> structures;

  /**
   * Facts from a log into a store.
   *
   * @param structures what a case's folder says of its structures, volumes aside; empty where there
   *     is none any more
   */
  public Facts(LogQueries log, FactStore store, Function<String, List<CaseStructure>> structures) {
    this.log = log;
    this.store = store;
    this.structures = structures;
  }

  /** Takes in what the log has got; returns the number of the last event taken in. */
  public long follow() {
    long mark = store.mark();
    long last = log.last();
    LogFilter filter =
        new LogFilter(Optional.empty(), OF_INTEREST, Optional.empty(), Optional.empty());
    while (mark < last) {
      List<Event> events =
          log.after(filter, mark, MOST).stream().filter(e -> e.sequence() <= last).toList();
      // Lines without interest are passed over at once, but never past what was looked at.
      long to = events.size() < MOST ? last : events.get(events.size() - 1).sequence();
      List<FactChange> changes = new ArrayList<>();
      events.forEach(e -> changes.add(change(e)));
      if (!store.apply(changes, mark, to)) {
        return store.mark();
      }
      mark = to;
    }
    return mark;
  }

  private FactChange change(Event event) {
    String id = event.caseId();
    return switch (event.type()) {
      case CONTOURING_STARTED -> new FactChange.Begun(id);
      case CONTOURED -> new FactChange.Contoured(id, withVolumes(id, event.text()));
      case STRUCTURE_SET_WRITTEN -> new FactChange.Written(id);
      case DELIVERED -> new FactChange.Delivered(id);
      case QA_FINDING ->
          new FactChange.Found(id, CaseFinding.ofEvent(event.sequence(), event.text()));
      default -> throw new IllegalStateException("not asked for: " + event.type());
    };
  }

  private List<CaseStructure> withVolumes(String caseId, String text) {
    return structures.apply(caseId).stream()
        .map(
            s ->
                new CaseStructure(
                    s.name(), s.presence(), volumeCc(text, s.name()), s.confidence(), s.model()))
        .toList();
  }

  /** The volume that an event CONTOURED says of a structure. */
  static OptionalDouble volumeCc(String text, String structure) {
    Matcher volumes = VOLUME.matcher(text);
    int from = 0;
    while (volumes.find(from)) {
      if (volumes.group(1).equals(structure)) {
        return OptionalDouble.of(Double.parseDouble(volumes.group(2)));
      }
      from = volumes.end();
    }
    return OptionalDouble.empty();
  }
}
