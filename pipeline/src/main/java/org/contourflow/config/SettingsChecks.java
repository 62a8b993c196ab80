package org.contourflow.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold between several keys of the settings. */
final class SettingsChecks {
  private final String file;
  private final YamlLines lines;
  private final List<String> problems = new ArrayList<>();

  private SettingsChecks(String file, YamlLines lines) {
    this.file = file;
    this.lines = lines;
  }

  /** One line a problem, as {@link SettingsException} wants it. */
  static List<String> problems(String file, YamlLines lines, Settings settings) {
    SettingsChecks checks = new SettingsChecks(file, lines);
    checks.targetNames(settings);
    checks.queries(settings);
    checks.server(settings.stow());
    checks.openness(settings);
    for (int i = 0; i < settings.webTargets().size(); i++) {
      checks.webTarget("webTargets[" + i + "]", settings.webTargets().get(i));
    }
    checks.fileName(settings.export());
    checks.models(settings);
    checks.verdicts(settings.review().verdicts());
    return checks.problems;
  }

  private void problem(String key, String what) {
    problems.add(file + lines.suffix(key) + ": " + key + ": " + what);
  }

  private void fileName(Settings.Export export) {
    String wrong = FileNameTemplate.problem(export.fileName(), export.patientIdentifiers());
    if (!wrong.isEmpty()) {
      problem("export.fileName", "\"" + export.fileName() + "\" is not allowed; " + wrong);
    }
  }

  private void models(Settings settings) {
    if (settings.rules().isPresent() && !settings.contouring().models().isEmpty()) {
      problem("contouring.models", "is not allowed beside rules; the rules' protocols name models");
    }
  }

  /** What is near enough to be minor work must not be near enough to be redrawn. */
  private void verdicts(ReviewSettings.Verdicts limits) {
    double least = Math.min(limits.minorSurfaceDice2mm(), limits.acceptedSurfaceDice1mm());
    if (limits.redrawnSurfaceDice3mm() > least) {
      problem(
          "review.verdicts.redrawnSurfaceDice3mm",
          "\""
              + limits.redrawnSurfaceDice3mm()
              + "\" is not allowed; must be at most minorSurfaceDice2mm and"
              + " acceptedSurfaceDice1mm, of which the lower is "
              + least);
    }
  }

  private void targetNames(Settings settings) {
    Set<String> seen = new HashSet<>(Set.of(Settings.Export.DESTINATION));
    for (int i = 0; i < settings.targets().size(); i++) {
      ownName("targets[" + i + "].name", settings.targets().get(i).name(), seen);
    }
    for (int i = 0; i < settings.webTargets().size(); i++) {
      ownName("webTargets[" + i + "].name", settings.webTargets().get(i).name(), seen);
    }
  }

  private void ownName(String key, String name, Set<String> seen) {
    if (!seen.add(name)) {
      problem(key, "\"" + name + "\" is not allowed; each target needs a name of its own");
    }
  }

  private void queries(Settings settings) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < settings.queries().size(); i++) {
      DicomSettings.Query query = settings.queries().get(i);
      String key = "queries[" + i + "]";
      if (!seen.add(query.name())) {
        problem(
            key + ".name",
            "\"" + query.name() + "\" is not allowed; each query needs a name of its own");
      }
      if (query.match().containsKey("StudyDate")) {
        problem(key + ".match", "StudyDate is not allowed; set " + key + ".windowDays");
      }
      if (query.purpose() == DicomSettings.Query.Purpose.STRUCTURE_SETS
          && !query.match().isEmpty()) {
        problem(key + ".match", "is for polled studies; structure sets are asked for by study");
      }
      if (!settings.listener().enabled() && query.destination() == null) {
        problem(
            key + ".destination",
            "is missing; what is found is sent to it, and listener.enabled is false");
      }
    }
  }

  private void server(DicomWebSettings.Server stow) {
    pair("stow.user", stow.user(), "stow.password", stow.password());
    if (stow.tls() != null) {
      stores("stow.tls", stow.tls());
      if (stow.tls().keyStore() == null) {
        problem("stow.tls.keyStore", "is missing; HTTPS needs a key and its certificate");
      }
    }
  }

  /** What is open to the network without protection must be wanted, not forgotten. */
  private void openness(Settings settings) {
    DicomSettings.Listener listener = settings.listener();
    if (!listener.insecure()) {
      listener
          .openness()
          .ifPresent(
              why ->
                  problem(
                      "listener.bind",
                      "\""
                          + listener.bind()
                          + "\" is not allowed by itself; "
                          + why
                          + ". Give listener.allowedCallers or listener.tls with client"
                          + " certificates, bind 127.0.0.1, or say listener.insecure: true"));
    }
    if (!settings.stow().insecure()) {
      settings
          .stow()
          .openness()
          .ifPresent(
              why ->
                  problem(
                      "stow.bind",
                      "\""
                          + settings.stow().bind()
                          + "\" is not allowed by itself; "
                          + why
                          + ". Give stow.tls with a token, a password or a trust store, bind"
                          + " 127.0.0.1, or say stow.insecure: true"));
    }
    console(settings.console());
    if (!listener.callerCertificates().isEmpty()
        && (listener.tls() == null || !listener.tls().clientCertificateRequired())) {
      problem(
          "listener.callerCertificates",
          "is not allowed without listener.tls that requires client certificates");
    }
  }

  private void console(ConsoleSettings console) {
    if (console.tls() != null) {
      stores("console.tls", console.tls());
      if (console.tls().keyStore() == null) {
        problem("console.tls.keyStore", "is missing; HTTPS needs a key and its certificate");
      }
    }
    if (!console.insecure()) {
      console
          .openness()
          .ifPresent(
              why ->
                  problem(
                      "console.bind",
                      "\""
                          + console.bind()
                          + "\" is not allowed by itself; "
                          + why
                          + ". Give console.tls, bind 127.0.0.1, or say console.insecure: true"));
    }
  }

  private void webTarget(String key, DicomWebSettings.Target target) {
    pair(key + ".user", target.user(), key + ".password", target.password());
    if (target.bearerToken() != null && target.user() != null) {
      problem(key + ".bearerToken", "is not allowed beside user; give the one or the other");
    }
    if (target.tls() != null) {
      stores(key + ".tls", target.tls());
      if (target.url() != null && !target.url().startsWith("https:")) {
        problem(key + ".url", "\"" + target.url() + "\" is not allowed with tls; must be https");
      }
    }
  }

  private void stores(String key, DicomWebSettings.Tls tls) {
    pair(key + ".keyStore", tls.keyStore(), key + ".keyPassword", tls.keyPassword());
    pair(key + ".trustStore", tls.trustStore(), key + ".trustPassword", tls.trustPassword());
  }

  private void pair(String first, Object one, String second, Object other) {
    if (one != null && other == null) {
      problem(second, "is missing; it goes with " + first);
    }
    if (one == null && other != null) {
      problem(first, "is missing; it goes with " + second);
    }
  }
}
