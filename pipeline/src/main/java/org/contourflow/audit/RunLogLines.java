package org.contourflow.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Writes run-log events to the log, with the case id in the MDC. */
public final class RunLogLines {
  /** MDC key of the case id. */
  public static final String MDC_CASE = "case";

  private static final Logger LOG = LoggerFactory.getLogger("runlog");

  private RunLogLines() {}

  /** Logs the event at its severity. */
  public static void log(Event event) {
    String outer = MDC.get(MDC_CASE);
    MDC.put(MDC_CASE, event.caseId());
    try {
      String line = event.type().number() + " " + event.type() + ": " + event.text();
      switch (event.type().severity()) {
        case INFO -> LOG.info("{}", line);
        case WARNING -> LOG.warn("{}", line);
        case ERROR -> LOG.error("{}", line);
      }
    } finally {
      MDC.put(MDC_CASE, outer == null ? "" : outer);
    }
  }
}
