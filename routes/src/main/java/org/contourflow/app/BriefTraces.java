package org.contourflow.app;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Writes the trace of a failure once, and not again for an hour where the same comes back: what is
 * tried again and fails again is one line. The same is: said by the same class in the same words,
 * of an exception of the same kind from the same place.
 */
public final class BriefTraces extends ThrowableProxyConverter {
  private static final int MOST_KEPT = 500;
  private static final long AGAIN_NANOS = Duration.ofHours(1).toNanos();

  private final LongSupplier nanos;
  private final Map<String, Long> written =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /** For the configuration of the log. */
  public BriefTraces() {
    this(System::nanoTime);
  }

  BriefTraces(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public String convert(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null || isAgain(event, thrown) ? "" : super.convert(event);
  }

  private boolean isAgain(ILoggingEvent event, IThrowableProxy thrown) {
    StackTraceElementProxy[] trace = thrown.getStackTraceElementProxyArray();
    String key =
        event.getLoggerName()
            + '|'
            + event.getMessage()
            + '|'
            + thrown.getClassName()
            + '|'
            + (trace.length == 0 ? "" : trace[0].getSTEAsString());
    long now = nanos.getAsLong();
    synchronized (written) {
      Long last = written.get(key);
      boolean again = last != null && now - last < AGAIN_NANOS;
      if (!again) {
        written.put(key, now);
      }
      return again;
    }
  }
}
