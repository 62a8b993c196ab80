package org.contourflow.app;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;

/**
 * The human log on the standard error. Logback finds this class as a service; {@code
 * -Dlogback.configurationFile=FILE} says it otherwise. In code, since a short command would spend a
 * third of its time on reading the same from XML. The JSON file is added when the home is known
 * ({@link Logs#toFolder}).
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %-12X{case} %msg%n%trace";

  /**
   * Other people's libraries say little; WARN at most of the toolkit: its DEBUG prints patients.
   */
  private static final Map<String, Level> LEVELS =
      Map.of(
          "org.aoju", Level.WARN,
          // Its parser tells each small fault of each file without saying of which file.
          "org.aoju.bus.image.galaxy", Level.ERROR,
          "ai.djl", Level.ERROR,
          "org.apache.camel", Level.WARN,
          // It says with a stack trace what it then throws; the daemon says that in a line.
          "org.apache.camel.impl.engine.AbstractCamelContext", Level.OFF,
          "org.eclipse.jetty", Level.WARN,
          "org.hibernate", Level.WARN,
          // It warns of fonts that the machine has not; a report brings its own.
          "org.apache.pdfbox", Level.ERROR,
          "org.flywaydb", Level.WARN,
          "com.zaxxer", Level.WARN);

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.getInstanceConverterMap().put("trace", BriefTraces::new);
    layout.setPattern(PATTERN);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
