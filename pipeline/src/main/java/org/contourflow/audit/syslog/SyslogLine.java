package org.contourflow.audit.syslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.contourflow.audit.EventType.Severity;

/** A message in the form of RFC 5424. */
final class SyslogLine {
  /** RFC 5424 6.2.1: security/authorization messages. */
  private static final int FACILITY = 10;

  /** What PS3.15 A.6 wants. */
  private static final String MESSAGE_ID = "DICOM+RFC3881";

  private static final int LONGEST_HOST = 255;

  private final String host;
  private final String application;
  private final long process;

  SyslogLine(String host, String application, long process) {
    this.host = printable(host, LONGEST_HOST);
    this.application = printable(application, 48);
    this.process = process;
  }

  /** The bytes of a message, with the mark that says it is UTF-8. */
  byte[] of(Instant at, Severity severity, String message) {
    int level =
        switch (severity) {
          case INFO -> 5; // Notice.
          case WARNING -> 4;
          case ERROR -> 3;
        };
    String line =
        "<"
            + (FACILITY * 8 + level)
            + ">1 "
            + at
            + " "
            + host
            + " "
            + application
            + " "
            + process
            + " "
            + MESSAGE_ID
            + " - \uFEFF"
            + message;
    return line.getBytes(StandardCharsets.UTF_8);
  }

  /** A header field: printable ASCII without blanks; {@code -} for nothing. */
  private static String printable(String text, int longest) {
    String clean = text.replaceAll("[^!-~]", "_");
    String cut = clean.length() <= longest ? clean : clean.substring(0, longest);
    return cut.isEmpty() ? "-" : cut;
  }
}
