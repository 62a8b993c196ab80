package org.contourflow.monitor;

import java.io.IOException;

/** A way to tell people. */
public interface AlertChannel {
  /**
   * A message.
   *
   * @param service what the service is called
   * @param state {@code raised}, {@code cleared} or {@code summary}
   * @param key of the problem; empty in a summary
   * @param words for a person
   * @param at when, ISO 8601
   */
  record Message(String service, String state, String key, String words, String at) {
    /** A line that says it all. */
    public String subject() {
      return service + ": " + (state.equals("cleared") ? "over: " : "") + words;
    }
  }

  /** How it is called in the log: no password, no token. */
  String name();

  /** Tells; not delivered when it throws. */
  void send(Message message) throws IOException;
}
