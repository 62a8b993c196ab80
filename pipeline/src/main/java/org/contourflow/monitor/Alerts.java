package org.contourflow.monitor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;

/**
 * Tells of problems: once when one begins, once when it is over. At most so many messages an hour;
 * what is beyond is counted and told in one message when there is room again; half of the room is
 * kept for what does not merely wait for a person. A message that a channel did not take is tried
 * again with the next look. A service that is started anew tells nothing again of what every
 * channel has taken.
 */
public final class Alerts {
  private static final int MOST_UNSENT = 100;

  private final String service;
  private final List<Way> ways;
  private final int mostAnHour;
  private final RunLog runLog;
  private final Clock clock;
  private final AlertMemory memory;
  private final Map<String, Problem> raised;
  private final Deque<Instant> told = new ArrayDeque<>();
  private int heldBack;
  private Instant heldSince = Instant.MAX;

  /** A channel, and what it did not take yet. */
  private static final class Way {
    private final AlertChannel channel;
    private final Deque<AlertChannel.Message> unsent = new ArrayDeque<>();
    private boolean failing;

    Way(AlertChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * Alerts by these channels.
   *
   * @param mostAnHour messages an hour at the most
   * @param memory file of what was told, kept for the next start
   */
  public Alerts(
      String service,
      List<AlertChannel> channels,
      int mostAnHour,
      Path memory,
      RunLog runLog,
      Clock clock) {
    this.service = service;
    this.ways = channels.stream().map(Way::new).toList();
    this.mostAnHour = mostAnHour;
    this.memory = new AlertMemory(memory);
    this.raised = this.memory.read();
    this.runLog = runLog;
    this.clock = clock;
  }

  /** The problems of which people were told, and not yet that they are over. */
  public synchronized List<Problem> raised() {
    return List.copyOf(raised.values());
  }

  /** Looks at what is wrong now, and tells what is new and what is over. */
  public synchronized void look(Collection<Problem> now) {
    Map<String, Problem> current = new LinkedHashMap<>();
    now.forEach(problem -> current.putIfAbsent(problem.key(), problem));
    current.values().stream()
        .filter(problem -> !raised.containsKey(problem.key()))
        .toList()
        .forEach(
            problem -> {
              raised.put(problem.key(), problem);
              tell("raised", problem.key(), problem.text());
            });
    List.copyOf(raised.values()).stream()
        .filter(problem -> !current.containsKey(problem.key()))
        .forEach(
            problem -> {
              raised.remove(problem.key());
              tell("cleared", problem.key(), problem.text());
            });
    tellHeldBack();
    ways.forEach(this::send);
    if (heldBack == 0 && ways.stream().allMatch(way -> way.unsent.isEmpty())) {
      memory.write(raised.values());
    }
  }

  private void tell(String state, String key, String words) {
    // A folder of damaged files must not keep a full disk from being told.
    if (hasRoom(WaitingItems.isOne(key) ? mostAnHour / 2 : mostAnHour)) {
      queue(state, key, words);
    } else {
      heldSince = heldBack++ == 0 ? clock.instant() : heldSince;
    }
  }

  private void tellHeldBack() {
    // A fault that comes and goes fills its half for ever: after an hour the rest is told all the
    // same.
    boolean isLong = heldSince.isBefore(clock.instant().minus(Duration.ofHours(1)));
    if (heldBack > 0 && hasRoom(isLong ? mostAnHour : Math.max(1, mostAnHour / 2))) {
      queue(
          "summary",
          "",
          heldBack
              + " messages were held back, at most "
              + mostAnHour
              + " an hour are sent; "
              + (raised.isEmpty() ? "all is well now" : raised.size() + " problems stand now"));
      heldBack = 0;
    }
  }

  private boolean hasRoom(int most) {
    Instant hourAgo = clock.instant().minus(Duration.ofHours(1));
    while (!told.isEmpty() && !told.peek().isAfter(hourAgo)) {
      told.poll();
    }
    return told.size() < most;
  }

  private void queue(String state, String key, String words) {
    Instant now = clock.instant();
    told.add(now);
    AlertChannel.Message message =
        new AlertChannel.Message(service, state, key, words, now.toString());
    for (Way way : ways) {
      if (way.unsent.size() >= MOST_UNSENT) {
        way.unsent.poll();
      }
      way.unsent.add(message);
    }
  }

  private void send(Way way) {
    try {
      while (!way.unsent.isEmpty()) {
        way.channel.send(way.unsent.peek());
        way.unsent.poll();
        way.failing = false;
      }
    } catch (IOException e) {
      if (!way.failing) {
        way.failing = true;
        runLog.append(
            RunLog.SYSTEM,
            EventType.ALERT_FAILED,
            way.channel.name()
                + " took no alert ("
                + e.getClass().getSimpleName()
                + "); it is tried again");
      }
    }
  }
}
