package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.config.Settings;
import org.contourflow.model.Sha256;
import org.contourflow.monitor.Problem;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.rules.RuleSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the rules file again when its content has changed and stood for a turn, so that a half
 * written one is not taken. A file that cannot be used is told once in the run log with all that is
 * wrong with it, stands among the service's problems, and leaves the old one in force. Of one
 * thread.
 */
final class RulesReload {
  private static final Logger LOG = LoggerFactory.getLogger(RulesReload.class);

  /** Problems that stand in one event; the rest is counted. */
  private static final int MOST_PROBLEMS = 5;

  private static final String ABSENT = "absent";

  private final Settings settings;
  private final Path file;
  private final Protocols protocols;
  private final RunLog runLog;
  private volatile List<Problem> problems = List.of();
  private String judged;
  private String seen;

  private RulesReload(Settings settings, Path file, Protocols protocols, RunLog runLog) {
    this.settings = settings;
    this.file = file;
    this.protocols = protocols;
    this.runLog = runLog;
    // Of what was read, not of what stands there now: it may have changed since.
    this.judged = protocols.rules().sha256().orElse(ABSENT);
    this.seen = hash();
  }

  /** For the rules file of the settings; empty: they name none. */
  static Optional<RulesReload> of(Settings settings, Protocols protocols, RunLog runLog) {
    return settings.rules().map(file -> new RulesReload(settings, file, protocols, runLog));
  }

  /** One turn; says whether other rules came into force. */
  boolean turn() {
    String now = hash();
    boolean stands = now.equals(seen);
    seen = now;
    if (now.equals(judged) || !stands) {
      return false;
    }
    judged = now;
    try {
      RuleSet rules = Protocols.rules(settings);
      protocols.replace(rules);
      judged = rules.sha256().orElse(now);
      problems = List.of();
      tell(rules, judged);
      return true;
    } catch (RuleException e) {
      refuse(e.problems());
    } catch (IOException e) {
      LOG.warn("the rules' models could not be had", e);
      refuse(List.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("the rules could not be put in force", e);
      refuse(List.of(e.getClass().getSimpleName() + "; the log says more"));
    }
    return false;
  }

  /** That the file as it is cannot be used, as long as that is so. */
  List<Problem> problems() {
    return problems;
  }

  private void tell(RuleSet rules, String sha256) {
    runLog.append(
        RunLog.SYSTEM,
        EventType.RULES_IN_FORCE,
        "the rules file was read again, sha256:"
            + sha256
            + "; protocols "
            + String.join(", ", rules.protocols().stream().map(Protocol::name).toList()));
  }

  private void refuse(List<String> found) {
    int told = Math.min(MOST_PROBLEMS, found.size());
    String more = found.size() > told ? "; and " + (found.size() - told) + " more" : "";
    String text =
        "the rules file was changed and cannot be used, the rules before stay in force: "
            + String.join("; ", found.subList(0, told))
            + more;
    problems = List.of(new Problem("rules", text));
    runLog.append(RunLog.SYSTEM, EventType.RULES_REFUSED, text);
  }

  private String hash() {
    try {
      return Files.exists(file) ? Sha256.of(file) : ABSENT;
    } catch (IOException e) {
      return ABSENT;
    }
  }
}
