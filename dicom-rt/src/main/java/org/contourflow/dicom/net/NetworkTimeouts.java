package org.contourflow.dicom.net;

import java.time.Duration;
import java.util.Objects;

/**
 * How long this node waits for a peer. Each is more than zero.
 *
 * @param connect TCP connection, and the TLS hand-shake, of an association this node opens
 * @param negotiate from the connection to the end of the association's negotiation, TLS hand-shake
 *     included; the answer to an association request; the answer to a release
 * @param pdu from a PDU's first byte to its last, either way: a peer slower than this is cut off
 * @param idle between two messages of an accepted association
 * @param response of a peer to a request (C-STORE, C-ECHO, N-ACTION)
 * @param retrieve between two pending responses of C-FIND or C-MOVE
 * @param processing of one message on this side, storing included, until the answer is written
 */
public record NetworkTimeouts(
    Duration connect,
    Duration negotiate,
    Duration pdu,
    Duration idle,
    Duration response,
    Duration retrieve,
    Duration processing) {
  /** Checks that all are more than zero. */
  public NetworkTimeouts {
    for (Duration d : new Duration[] {connect, negotiate, pdu, idle, response, retrieve}) {
      positive(d);
    }
    positive(processing);
  }

  private static void positive(Duration duration) {
    Objects.requireNonNull(duration);
    if (duration.isZero() || duration.isNegative() || duration.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a network time-out is more than 0 and at most 24 days, got " + duration);
    }
  }

  /** 10 s to connect and negotiate, 30 s for a PDU, 60 s idle and response, 5 min the rest. */
  public static NetworkTimeouts defaults() {
    return new NetworkTimeouts(
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Duration.ofMinutes(5));
  }

  /** As this, with other connection and negotiation times. */
  public NetworkTimeouts withConnect(Duration newConnect, Duration newNegotiate) {
    return new NetworkTimeouts(newConnect, newNegotiate, pdu, idle, response, retrieve, processing);
  }

  /** As this, with another PDU time. */
  public NetworkTimeouts withPdu(Duration newPdu) {
    return new NetworkTimeouts(connect, negotiate, newPdu, idle, response, retrieve, processing);
  }

  /** As this, with another idle time. */
  public NetworkTimeouts withIdle(Duration newIdle) {
    return new NetworkTimeouts(connect, negotiate, pdu, newIdle, response, retrieve, processing);
  }

  /** As this, with other response times. */
  public NetworkTimeouts withResponse(Duration newResponse, Duration newRetrieve) {
    return new NetworkTimeouts(connect, negotiate, pdu, idle, newResponse, newRetrieve, processing);
  }

  public static int millis(Duration duration) {
    return Math.max(1, (int) duration.toMillis());
  }
}
