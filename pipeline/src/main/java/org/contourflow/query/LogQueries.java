package org.contourflow.query;

import java.util.List;
import org.contourflow.audit.Event;

/** Questions about the run log. */
public interface LogQueries {
  /** The lines behind {@code sequence}, oldest first. */
  List<Event> after(LogFilter filter, long sequence, int most);

  /** The lines before {@code sequence}, newest first. */
  List<Event> before(LogFilter filter, long sequence, int most);

  /**
   * The same, and none before {@code first}: what a text stands in is found by reading lines, so a
   * page reads some and the next one goes on.
   */
  List<Event> between(LogFilter filter, long first, long sequence, int most);

  /** Number of the last line; 0 if there is none. */
  long last();
}
