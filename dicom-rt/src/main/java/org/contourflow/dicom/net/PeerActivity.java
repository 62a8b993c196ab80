package org.contourflow.dicom.net;

import java.time.Duration;
import java.util.Optional;

/**
 * What the two directions of one connection are doing and since when, so that a watch can tell a
 * peer that is slow, silent or does not read from one that is served. Written by the connection's
 * threads, read by the watch's.
 */
public final class PeerActivity {
  private static final long NEVER = Long.MIN_VALUE;

  /**
   * Past the idle limit, in which the toolkit's own A-ABORT reaches a peer that still listens; only
   * then is the connection cut.
   */
  private static final Duration ABORT_FIRST = Duration.ofSeconds(3);

  private final long startedNanos = System.nanoTime();
  private final NetworkTimeouts timeouts;
  private final boolean acceptor;
  private final Runnable onEstablished;
  private volatile boolean established;
  private volatile long pduSince = NEVER;
  private volatile long waitingSince = NEVER;
  private volatile long writingSince = NEVER;
  private volatile long busySince = startedNanos;

  /** Of a connection that was accepted ({@code acceptor}) or that this node opens. */
  public PeerActivity(NetworkTimeouts timeouts, boolean acceptor) {
    this(timeouts, acceptor, () -> {});
  }

  /** Of a connection that was accepted; {@code onEstablished} is told of its association. */
  public static PeerActivity ofAcceptor(NetworkTimeouts timeouts, Runnable onEstablished) {
    return new PeerActivity(timeouts, true, onEstablished);
  }

  private PeerActivity(NetworkTimeouts timeouts, boolean acceptor, Runnable onEstablished) {
    this.timeouts = timeouts;
    this.acceptor = acceptor;
    this.onEstablished = onEstablished;
  }

  public void established() {
    established = true;
    onEstablished.run();
  }

  void readStarts(boolean betweenPdus) {
    waitingSince = betweenPdus ? System.nanoTime() : NEVER;
  }

  void readEnds() {
    waitingSince = NEVER;
    busySince = System.nanoTime();
  }

  void pduStarts() {
    pduSince = System.nanoTime();
  }

  void pduEnds() {
    pduSince = NEVER;
  }

  void writeStarts() {
    writingSince = System.nanoTime();
  }

  void writeEnds() {
    writingSince = NEVER;
    busySince = System.nanoTime();
  }

  /** Why the connection is to be cut now, or empty. */
  public Optional<String> overdue(long now) {
    if (!established && passed(startedNanos, now, timeouts.negotiate().toNanos())) {
      return Optional.of("did not negotiate an association within " + timeouts.negotiate());
    }
    if (passed(pduSince, now, timeouts.pdu().toNanos())) {
      return Optional.of("did not finish a PDU within " + timeouts.pdu());
    }
    if (passed(writingSince, now, timeouts.pdu().toNanos())) {
      return Optional.of("did not read for " + timeouts.pdu());
    }
    return acceptor ? acceptorOverdue(now) : Optional.empty();
  }

  private Optional<String> acceptorOverdue(long now) {
    long waiting = waitingSince;
    if (passed(waiting, now, timeouts.idle().plus(ABORT_FIRST).toNanos())) {
      return Optional.of("was silent for " + timeouts.idle());
    }
    boolean working = waiting == NEVER && pduSince == NEVER;
    if (working && passed(busySince, now, timeouts.processing().toNanos())) {
      return Optional.of("was not answered within " + timeouts.processing());
    }
    return Optional.empty();
  }

  private static boolean passed(long since, long now, long limitNanos) {
    return since != NEVER && now - since > limitNanos;
  }
}
