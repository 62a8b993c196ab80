package org.contourflow.app;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Path;
import net.logstash.logback.encoder.LogstashEncoder;
import org.contourflow.dicom.OwnerOnly;
import org.slf4j.LoggerFactory;

/** The JSON log file of a home, beside the console's human log. */
public final class Logs {
  private static final String NAME = "json";
  private static final int KEEP_DAYS = 90;

  /** Of all rolled files together, whatever their age. */
  private static final String MOST = "2GB";

  private Logs() {}

  /**
   * Logs to {@code folder/contourflow.json} too, one JSON object a line, rolled daily and at 50 MB,
   * kept for 90 days and up to 2 GB in all; a trace that comes again is left out ({@link
   * BriefTraces}). Called again with another folder it moves there.
   *
   * @throws IOException if the folder cannot be made
   */
  public static void toFolder(Path folder) throws IOException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    stop();
    OwnerOnly.folder(folder);

    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName(NAME);
    appender.setFile(folder.resolve("contourflow.json").toString());

    SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(folder.resolve("contourflow.%d.%i.json.gz").toString());
    rolling.setMaxFileSize(FileSize.valueOf("50MB"));
    rolling.setMaxHistory(KEEP_DAYS);
    rolling.setTotalSizeCap(FileSize.valueOf(MOST));
    rolling.setCleanHistoryOnStart(true);
    rolling.start();

    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setContext(context);
    BriefTraces traces = new BriefTraces();
    traces.setContext(context);
    traces.start();
    encoder.setThrowableConverter(traces);
    encoder.start();

    appender.setRollingPolicy(rolling);
    appender.setEncoder(encoder);
    appender.start();
    root.addAppender(appender);
    try {
      OwnerOnly.file(folder.resolve("contourflow.json"));
    } catch (IOException e) {
      root.warn("others may be able to read the log file", e);
    }
  }

  /**
   * Closes the JSON file, so that its folder can be moved or deleted (Windows locks open files).
   */
  public static void stop() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var present = root.getAppender(NAME);
    if (present != null) {
      root.detachAppender(present);
      present.stop();
    }
  }
}
