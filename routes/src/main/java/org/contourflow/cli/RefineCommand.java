package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.contourflow.audit.RunLog;
import org.contourflow.config.Settings;
import org.contourflow.model.Network;
import org.contourflow.model.Segmenter;
import org.contourflow.model.Sha256;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.djl.TorchNetwork;
import org.contourflow.model.manifest.ManifestException;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.refine.Engine;
import org.contourflow.refine.Judging;
import org.contourflow.refine.Promotion;
import org.contourflow.refine.Pseudonyms;
import org.contourflow.refine.RefineSettings;
import org.contourflow.refine.Refinement;
import org.contourflow.refine.ReviewSelection;
import org.contourflow.refine.judge.Judgement;
import org.contourflow.refine.judge.JudgementReport;
import org.contourflow.store.Database;
import org.contourflow.train.data.NotReleasedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code contourflow refine}: from approved cases to a network that may take the old one's place.
 */
@Command(
    name = "refine",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a network on from approved, consented cases; the same command goes on where it was"
          + " stopped. See docs/refine.md."
    })
public final class RefineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "YAML file (docs/refine.md).")
  private Path config;

  @Option(
      names = "--models",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      defaultValue = "contourflow-home/models",
      description = "Folder of models, unless the file says. Default: ${DEFAULT-VALUE}.")
  private Path models;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.contourflow/deidentify.key",
      description = "Secret of the pseudonyms; made if it is not there. Default: ${DEFAULT-VALUE}.")
  private Path key;

  @Option(
      names = "--way-back",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.contourflow/deidentify.way-back",
      description = "Encrypted; keep key and file apart. Default: ${DEFAULT-VALUE}.")
  private Path wayBack;

  @Option(
      names = "--hours",
      paramLabel = "N",
      description = "The training ends after N hours, its rate come down; the file's key hours.")
  private Double hours;

  @Mixin private ConsentFolderOption consent;

  @Override
  public Integer call() throws IOException {
    RefineSettings settings = hours == null ? settings() : settings().lasting(hours);
    Optional<RegisteredModel> candidate;
    try (ReviewSelection selection = ReviewedOnDisk.select(settings)) {
      candidate = new Refinement(settings, consent.folder(), tools(settings, selection)).run();
    }
    if (candidate.isEmpty()) {
      System.out.println("stopped with a checkpoint; the same command goes on");
      return 0;
    }
    System.out.println("candidate: " + candidate.get().folder());
    System.out.println("judge it with: contourflow refine judge --config " + config);
    return 0;
  }

  RefineSettings settings() throws IOException {
    if (config == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--config=FILE'");
    }
    return RefineSettings.read(config);
  }

  /** The folder of models, with those that come with the product. */
  Path models(RefineSettings settings) throws IOException {
    Path folder = settings.model().folder() == null ? models : settings.model().folder();
    ShippedModels.installInto(folder);
    return folder;
  }

  private Refinement.Tools tools(RefineSettings settings, ReviewSelection selection)
      throws IOException {
    return new Refinement.Tools(
        DicomCases::open,
        new Pseudonyms(
            key,
            wayBack,
            cases -> DeidentifyCommand.vocabulary(cases.resolve("names.txt"))::nameOf),
        engine(),
        models(settings),
        selection.leftOut(),
        Main.VERSION,
        System.err::println);
  }

  static Engine engine() {
    return new Engine() {
      @Override
      public Segmenter segmenter(RegisteredModel model) {
        return Segmenters.load(model);
      }

      @Override
      public Network network(Path file) throws IOException {
        return TorchNetwork.load(file, Sha256.of(file));
      }
    };
  }

  /** {@code refine judge}. */
  @Command(
      name = "judge",
      mixinStandardHelpOptions = true,
      description = {
        "Runs the candidate and the network in service on the patients who never taught, and judges"
            + " by the rules of docs/refine.md. Writes judgement.html, .json and pairs.csv.",
        "Exit status 0: passed; 1: failed or inconclusive, which both keep it from being promoted."
      })
  int judge() throws IOException {
    RefineSettings settings = settings();
    RegisteredModel champion = ModelRegistry.open(models(settings)).require(settings.model().id());
    Path folder = Refinement.candidate(settings);
    RegisteredModel challenger;
    try {
      challenger = new RegisteredModel(folder, ManifestReader.read(folder.resolve("model.yaml")));
    } catch (ManifestException e) {
      throw Failure.refused(folder + ": " + e.problems());
    }
    Judgement judgement;
    try (ReviewSelection selection = ReviewedOnDisk.select(settings)) {
      selection.leftOut().forEach(System.err::println);
      judgement =
          new Judging(
                  settings,
                  consent.folder(),
                  DicomCases::open,
                  engine(),
                  Main.VERSION,
                  System.err::println)
              .run(champion, challenger);
    }
    System.out.print(JudgementReport.summary(judgement));
    System.out.println(settings.judgement().resolve("judgement.html"));
    return judgement.verdict() == Judgement.Verdict.PASSED ? 0 : 1;
  }

  /** Who decides, and for which service. */
  static final class Decision {
    @Option(names = "--by", required = true, paramLabel = "WHO", description = "Who decides.")
    private String by;

    @Option(
        names = "--service",
        required = true,
        paramLabel = "FILE",
        description = "Settings of the service (as for run), whose run log keeps the decision.")
    private Path service;
  }

  /** Work with the promotion of these settings. */
  @FunctionalInterface
  private interface Work {
    int with(Promotion promotion) throws IOException;
  }

  private int decide(Path service, Work work) throws IOException {
    RefineSettings settings = settings();
    Settings of = RunCommand.settings(service);
    try (Database database = Stores.open(of)) {
      RunLog log = Stores.runLog(database, of);
      return work.with(
          new Promotion(settings, models(settings), consent.folder(), log, Clock.systemUTC()));
    } catch (Promotion.NotPromotable | NotReleasedException e) {
      throw Failure.refused(e.getMessage());
    }
  }

  /** {@code refine promote}. */
  @Command(
      name = "promote",
      mixinStandardHelpOptions = true,
      description = {
        "A person approves the candidate; with as many as the file asks for it goes into service.",
        "Only what was judged as it is now, beside the network in service now, and PASSED. Running"
            + " services take it up at their next start."
      })
  int promote(@Mixin Decision decision) throws IOException {
    return decide(
        decision.service,
        promotion -> {
          Promotion.Result result = promotion.approve(decision.by);
          System.out.println(
              result.inService()
                  ? "in service: version " + result.version()
                  : "approved; " + result.missing() + " more person(s) must approve");
          return 0;
        });
  }

  /** {@code refine rollback}. */
  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = "Goes back to the network that was in service before the last promotion.")
  int rollback(
      @Mixin Decision decision,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
          String reason)
      throws IOException {
    return decide(
        decision.service,
        promotion -> {
          System.out.println("in service: version " + promotion.rollBack(decision.by, reason));
          return 0;
        });
  }

  /** {@code refine shadow}. */
  @Command(
      name = "shadow",
      mixinStandardHelpOptions = true,
      description = {
        "Lets the candidate contour beside the network in service, from the next start on. Nothing"
            + " of it is delivered; how far the two are apart is kept in models/ID/shadow.csv."
      })
  int shadow(
      @Mixin Decision decision, @Option(names = "--off", description = "Ends it.") boolean off)
      throws IOException {
    return decide(
        decision.service,
        promotion -> {
          promotion.shadow(decision.by, !off);
          System.out.println(off ? "no shadow any more" : "the candidate is a shadow");
          return 0;
        });
  }

  /** {@code refine status}. */
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "What is in service and how it came to be; the candidate and its judgement.")
  int status(
      @Option(
              names = "--service",
              required = true,
              paramLabel = "FILE",
              description = "Settings of the service, as for run.")
          Path service)
      throws IOException {
    return decide(
        service,
        promotion -> {
          promotion.status().forEach(System.out::println);
          return 0;
        });
  }
}
