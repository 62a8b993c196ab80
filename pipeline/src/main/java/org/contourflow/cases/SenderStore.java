package org.contourflow.cases;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who sent slices of a series over the network, and how that ended. Survives a restart. */
public interface SenderStore {
  /** How far a sender is. */
  enum SenderState {
    /** The association is open: more may come. */
    SENDING,
    /** Released in order, or the request ended whole. */
    ENDED,
    /** Aborted, cut or lost, with or without more to come. */
    BROKEN
  }

  /**
   * One association, or one STOW-RS request, that sent slices of a series.
   *
   * @param association tells it from all others, also of earlier runs
   * @param began when its first slice of the series came
   * @param ended when it was over; empty while it is open
   */
  record Sender(String association, SenderState state, Instant began, Optional<Instant> ended) {}

  /** An association sends slices of a series; saying so again changes nothing. */
  void sends(String seriesInstanceUid, String association);

  /** An association is over, for every series it sent. */
  void ended(String association, SenderState how);

  /** One that broke off is forgotten for a series of which another one sent all that it did. */
  void madeGood(String seriesInstanceUid, String association);

  /** Those of a series, in the order in which they began. */
  List<Sender> of(String seriesInstanceUid);

  /** Of what an earlier run left open it is not known how it ended: forgotten. */
  void forgetOpen();

  /** Forgets the senders of a series that are over. */
  void forget(String seriesInstanceUid);
}
