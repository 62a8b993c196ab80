package org.contourflow.cases;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What has arrived: instances and the state of their series. Survives a restart in the middle. */
public interface ArrivalStore {
  /**
   * An instance whose file is safely stored.
   *
   * @param file its path relative to the home, with forward slashes
   * @param sha256 of its data set (file meta excluded), hexadecimal
   * @param source INBOX, CSTORE, ...
   */
  record StoredInstance(
      String sopInstanceUid,
      String seriesInstanceUid,
      String file,
      String sha256,
      long bytes,
      String source) {}

  /** State of a series. */
  enum SeriesState {
    OPEN,
    CASED,
    HELD,
    /** Whole, but no selection rule gives it a protocol. */
    UNMATCHED,
    QUARANTINED
  }

  /** A series as stored. */
  record SeriesRecord(
      String seriesInstanceUid, SeriesState state, Instant lastArrival, String reason) {}

  /**
   * Adds an instance and opens its series (again).
   *
   * @return the state the series had before, or empty if it is new
   */
  Optional<SeriesState> add(StoredInstance instance);

  /**
   * Puts an instance in the place of another of its UID and opens its series again, in one step.
   *
   * @return the state the series had before, or empty if it is new
   */
  Optional<SeriesState> replace(StoredInstance instance);

  /** The instance, if it has arrived. */
  Optional<StoredInstance> findInstance(String sopInstanceUid);

  /** All instances of a series, by SOP Instance UID. */
  List<StoredInstance> instancesOf(String seriesInstanceUid);

  /**
   * The files that rows name in a folder.
   *
   * @param folder relative to the home, with forward slashes, without one at its end
   */
  List<String> filesUnder(String folder);

  /** The series, if any of it has arrived. */
  Optional<SeriesRecord> findSeries(String seriesInstanceUid);

  /** Series in a state, the one that has waited longest first. */
  List<SeriesRecord> seriesIn(SeriesState state);

  /**
   * Moves a series that is still as it was read: no slice arrived since.
   *
   * @return false if one did; nothing changed and the series will be looked at again
   */
  boolean move(SeriesRecord seen, SeriesState to, String reason);

  /** Notes why an open series still waits, for a person to see. */
  void note(String seriesInstanceUid, String reason);

  /** Says where an instance's file lies now. */
  void relocate(String sopInstanceUid, String file);

  /** Forgets an instance that was put aside (its file stays in quarantine). */
  void remove(String sopInstanceUid);

  /** Forgets an instance that is no slice of its series, but not that the series has it. */
  void setAside(StoredInstance instance);

  /** SOP Instance UIDs of a series that were {@link #setAside}. */
  Set<String> setAside(String seriesInstanceUid);

  /**
   * Counts that the judging of a series is begun; durable, so that it counts too when the process
   * does not survive it.
   *
   * @return how often it was begun since it last came to its end, this time included
   */
  int beginTry(String seriesInstanceUid);

  /** The judging of a series came to its end. */
  void endTry(String seriesInstanceUid);

  /**
   * Whether something failed since the store does not answer, takes no rows or is full, and not
   * since a row cannot be stored: it is nobody's fault and may succeed later.
   */
  boolean isOwnFault(Throwable failure);
}
