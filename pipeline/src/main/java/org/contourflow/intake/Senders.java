package org.contourflow.intake;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.contourflow.cases.SenderStore;
import org.contourflow.cases.SenderStore.SenderState;

/**
 * Notes which association, or STOW-RS request, sends which series, and how it ended: a series whose
 * sender has not ended in order may lack slices. Safe for several threads.
 */
public final class Senders {
  private final Optional<SenderStore> store;
  private final String run = UUID.randomUUID().toString();
  private final AtomicLong begun = new AtomicLong();
  private final Map<String, Map<String, Brought>> noted = new ConcurrentHashMap<>();
  private final Map<String, SenderState> ends = new ConcurrentHashMap<>();
  private final SentSlices slices = new SentSlices();

  /** Broken senders that another one made good. */
  private final Set<MadeGood> madeGood = ConcurrentHashMap.newKeySet();

  /** Slices of one series by one sender, and the number of its beginning. */
  private record Brought(long began, Set<String> slices) {
    Brought(long began) {
      this(began, ConcurrentHashMap.newKeySet());
    }
  }

  private record MadeGood(String series, String association) {}

  /** Notes them in a store. */
  public Senders(SenderStore store) {
    this.store = Optional.of(store);
  }

  private Senders() {
    this.store = Optional.empty();
  }

  /** Notes nothing. */
  static Senders unheard() {
    return new Senders();
  }

  /**
   * Forgets what an earlier run was being sent when it ended: it may have ended in order just then,
   * and a sender that was not answered sends again. Before any other.
   */
  public void begin() {
    store.ifPresent(SenderStore::forgetOpen);
  }

  /**
   * Writes down ends that could not be written while the store was away.
   *
   * @return whether all are written
   */
  public boolean tellEnds() {
    for (Map.Entry<String, SenderState> end : Map.copyOf(ends).entrySet()) {
      store.ifPresent(s -> s.ended(end.getKey(), end.getValue()));
      ends.remove(end.getKey());
    }
    for (MadeGood good : Set.copyOf(madeGood)) {
      store.ifPresent(s -> s.madeGood(good.series(), good.association()));
      madeGood.remove(good);
    }
    return true;
  }

  /**
   * A sender sends a slice of a series; noted before the slice itself is.
   *
   * @param sender its number, unique in this process for its kind
   * @param seriesInstanceUid empty: the slice has none, and nothing is noted
   */
  public void sends(Kind kind, long sender, String seriesInstanceUid, String sopInstanceUid) {
    if (store.isEmpty() || seriesInstanceUid.isEmpty()) {
      return;
    }
    String key = key(kind, sender);
    Map<String, Brought> series = noted.computeIfAbsent(key, k -> new ConcurrentHashMap<>());
    if (!series.containsKey(seriesInstanceUid)) {
      store.get().sends(seriesInstanceUid, key); // If it fails, the next slice is noted.
    }
    series
        .computeIfAbsent(seriesInstanceUid, s -> new Brought(begun.incrementAndGet()))
        .slices()
        .add(sopInstanceUid);
  }

  /** A sender is at its end. */
  public void ended(Kind kind, long sender, boolean inOrder) {
    String key = key(kind, sender);
    Map<String, Brought> brought = noted.remove(key);
    if (brought != null) {
      ends.put(key, inOrder ? SenderState.ENDED : SenderState.BROKEN);
      synchronized (slices) {
        brought.forEach(
            (series, of) ->
                slices
                    .ended(
                        series,
                        new SentSlices.Sent(key, of.began(), Set.copyOf(of.slices())),
                        inOrder)
                    .forEach(good -> madeGood.add(new MadeGood(series, good))));
      }
      tellEnds();
    }
  }

  /** How it is sent. */
  public enum Kind {
    ASSOCIATION,
    STOW
  }

  private String key(Kind kind, long sender) {
    return run + "/" + kind.name().charAt(0) + sender;
  }
}
