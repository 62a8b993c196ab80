package org.contourflow.app;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.config.StoreSettings;
import org.contourflow.model.SegmentationListener;
import org.slf4j.LoggerFactory;

/** A daemon in a process of its own that ends, as by kill -9, at an event of its run log. */
final class KilledDaemon {
  private KilledDaemon() {}

  static Settings settings(Path home, String storeUrl, int tps, int listener) {
    return new Settings(
            home,
            new Settings.Inbox(null, 1, 1, 2, null),
            new DicomSettings.Listener(
                null, null, listener, "127.0.0.1", null, null, null, null, 0, null, null, null),
            new Settings.Assembly(1, 20, null, null),
            null,
            null,
            null,
            null,
            List.of(DicomSettings.Target.of("tps", "127.0.0.1", tps, "TPS")),
            null,
            null,
            null)
        .withStore(new StoreSettings(storeUrl, Optional.empty(), Optional.empty(), 5));
  }

  /** Arguments: home, URL of the store or nothing, port of the TPS, own port, event to end at. */
  public static void main(String[] arguments) throws Exception {
    int end = Integer.parseInt(arguments[4]);
    AtomicInteger events = new AtomicInteger();
    AppenderBase<ILoggingEvent> killer =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (events.incrementAndGet() == end) {
              System.out.println("KILLED AT " + event.getFormattedMessage());
              System.out.flush();
              Runtime.getRuntime().halt(137);
            }
          }
        };
    Settings settings =
        settings(
            Path.of(arguments[0]),
            arguments[1],
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
    Protocols protocols = Protocols.always(new FixedCost(Duration.ofMillis(50)));
    try (Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      killer.start();
      ((Logger) LoggerFactory.getLogger("runlog")).addAppender(killer);
      daemon.start();
      new CountDownLatch(1).await();
    }
  }
}
