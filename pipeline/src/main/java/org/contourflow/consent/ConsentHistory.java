package org.contourflow.consent;

import java.io.IOException;
import java.util.List;

/** Where the gate reads events; asked anew for every decision. */
@FunctionalInterface
public interface ConsentHistory {
  /**
   * All events in the order of their numbers.
   *
   * @throws IOException if the store is down, broken or older than it was: then nothing is released
   */
  List<ConsentEvent> events() throws IOException;
}
