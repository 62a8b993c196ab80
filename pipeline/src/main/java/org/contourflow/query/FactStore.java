package org.contourflow.query;

import java.util.List;

/** Where the facts lie that lists are filtered by. All of it can be made again from the log. */
public interface FactStore {
  /** Number of the last event that has been taken in. */
  long mark();

  /**
   * Takes changes in, all or none.
   *
   * @param from the mark that they begin behind
   * @param to the mark that they lead to
   * @return false if the mark is another by now: somebody else took them in
   */
  boolean apply(List<FactChange> changes, long from, long to);
}
