package org.contourflow.config;

/** Which addresses to bind to are reached from this machine only. */
final class Loopback {
  /** The usual one. */
  static final String ADDRESS = "127.0.0.1";

  private Loopback() {}

  /** Whether it is one; judged by its text, so that no name server decides what is open. */
  static boolean is(String bind) {
    return bind.matches("127(\\.\\d{1,3}){3}|localhost|(0*:)*0*1|\\[(0*:)*0*1]");
  }
}
