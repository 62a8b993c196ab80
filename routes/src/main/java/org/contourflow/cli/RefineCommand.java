package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.model.Network;
import org.contourflow.model.Segmenter;
import org.contourflow.model.Sha256;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.djl.TorchNetwork;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.refine.Engine;
import org.contourflow.refine.Pseudonyms;
import org.contourflow.refine.RefineSettings;
import org.contourflow.refine.Refinement;
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

  @Mixin private ConsentOptions consent;

  @Override
  public Integer call() throws IOException {
    RefineSettings settings = settings();
    Refinement refinement = new Refinement(settings, consent.folder(), tools(settings));
    Optional<RegisteredModel> candidate = refinement.run();
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
    try {
      return RefineSettings.read(config);
    } catch (IOException e) {
      throw Failure.refused(Failure.describe(e));
    }
  }

  /** The folder of models, with those that come with the product. */
  Path models(RefineSettings settings) throws IOException {
    Path folder = settings.model().folder() == null ? models : settings.model().folder();
    ShippedModels.installInto(folder);
    return folder;
  }

  ConsentFolder consent() throws IOException {
    return consent.folder();
  }

  private Refinement.Tools tools(RefineSettings settings) throws IOException {
    return new Refinement.Tools(
        DicomCases::open,
        new Pseudonyms(
            key,
            wayBack,
            cases -> DeidentifyCommand.vocabulary(cases.resolve("names.txt"))::nameOf),
        engine(),
        models(settings),
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
}
