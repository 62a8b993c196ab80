package org.contourflow.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which slices the last senders of a series brought, for the case that one broke off: a sender
 * tries again at once, often before this side notices the break, so that times do not tell a second
 * try from a sender of the other half. The slices do: a second try brings all that the first one
 * brought, and begins after it. Known in this process only, of the last series; not safe for
 * several threads.
 */
final class SentSlices {
  private static final int MOST_SERIES = 64;

  /**
   * What one sender brought of a series.
   *
   * @param began a number that rises with each sender that begins a series
   */
  record Sent(String association, long began, Set<String> slices) {
    private boolean makesGood(Sent broken) {
      return began > broken.began && slices.containsAll(broken.slices);
    }
  }

  private record OfSeries(List<Sent> inOrder, List<Sent> broken) {}

  private final Map<String, OfSeries> ended =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, OfSeries> eldest) {
          return size() > MOST_SERIES;
        }
      };

  /**
   * A sender of a series ended.
   *
   * @return the broken ones that one which ended in order makes good
   */
  List<String> ended(String series, Sent sent, boolean inOrder) {
    OfSeries of =
        ended.computeIfAbsent(series, s -> new OfSeries(new ArrayList<>(), new ArrayList<>()));
    (inOrder ? of.inOrder() : of.broken()).add(sent);
    List<String> good =
        of.broken().stream()
            .filter(b -> of.inOrder().stream().anyMatch(o -> o.makesGood(b)))
            .map(Sent::association)
            .toList();
    of.broken().removeIf(b -> good.contains(b.association()));
    return good;
  }
}
