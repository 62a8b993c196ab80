package org.contourflow.intake;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.contourflow.cases.SenderStore;
import org.contourflow.cases.SenderStore.SenderState;

/**
 * Notes which association, or STOW-RS request, sends which series, and how it ended: a series whose
 * sender has not ended in order may lack slices. Safe for several threads.
 */
public final class Senders {
  private final Optional<SenderStore> store;
  private final String run = UUID.randomUUID().toString();
  private final Map<String, Set<String>> noted = new ConcurrentHashMap<>();
  private final Map<String, SenderState> ends = new ConcurrentHashMap<>();

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
    return true;
  }

  /**
   * A sender sends a slice of a series; noted before the slice itself is.
   *
   * @param sender its number, unique in this process for its kind
   * @param seriesInstanceUid empty: the slice has none, and nothing is noted
   */
  public void sends(Kind kind, long sender, String seriesInstanceUid) {
    String key = key(kind, sender);
    if (store.isPresent()
        && !seriesInstanceUid.isEmpty()
        && noted.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet()).add(seriesInstanceUid)) {
      store.get().sends(seriesInstanceUid, key);
    }
  }

  /** A sender is at its end. */
  public void ended(Kind kind, long sender, boolean inOrder) {
    String key = key(kind, sender);
    if (noted.remove(key) != null) {
      ends.put(key, inOrder ? SenderState.ENDED : SenderState.BROKEN);
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
