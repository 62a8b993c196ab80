package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.array.CtBox;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.djl.TorchEngine;
import org.contourflow.model.engine.MemoryEstimate;
import org.contourflow.model.engine.ModelCard;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.Family;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.model.prepare.Preparer;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow model}: what networks there are, whether they may be used, and trying one. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Lists, checks, describes and tries the networks of the registry folder.")
public final class ModelCommand {
  @Spec private CommandSpec spec;

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private ModelRegistry registry(Path folder) throws IOException {
    ShippedModels.installInto(folder);
    return ModelRegistry.open(folder);
  }

  private RegisteredModel find(Path folder, String name) throws IOException {
    ModelRegistry registry = registry(folder);
    return registry
        .find(name)
        .orElseThrow(
            () -> {
              registry.rejected().stream()
                  .filter(r -> r.folder().startsWith(folder.resolve(name)))
                  .forEach(this::tell);
              return Failure.refused(
                  "no usable model " + name + " in " + folder + "; see contourflow model list");
            });
  }

  private void tell(ModelRegistry.Rejected rejected) {
    err().println("not usable: " + rejected.folder());
    rejected.problems().forEach(p -> err().println("  " + p));
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Every model of the folder; those with a wrong manifest with all its problems.")
  int list(@Option(names = "--models", defaultValue = "contourflow-home/models") Path folder)
      throws IOException {
    ModelRegistry registry = registry(folder);
    for (RegisteredModel model : registry.models()) {
      out()
          .println(
              model.identity().label()
                  + ": "
                  + model.manifest().about().title()
                  + " ("
                  + model.manifest().structures().size()
                  + " structures)");
    }
    registry.rejected().forEach(this::tell);
    return registry.rejected().isEmpty() ? 0 : 1;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Checks every file's SHA-256 and runs the golden inputs on this machine.",
        "A model that does not pass must not contour a patient, and is refused everywhere."
      })
  int verify(
      @Option(names = "--models", defaultValue = "contourflow-home/models") Path folder,
      @Mixin EngineOptions engine,
      @Parameters(arity = "0..*", paramLabel = "ID[/VERSION]") List<String> names)
      throws IOException {
    TorchEngine.use(engine.settings());
    List<RegisteredModel> models = new ArrayList<>();
    boolean good = true;
    if (names == null || names.isEmpty()) {
      ModelRegistry registry = registry(folder);
      models.addAll(registry.models());
      registry.rejected().forEach(this::tell);
      good = registry.rejected().isEmpty();
    } else {
      for (String name : names) {
        models.add(find(folder, name));
      }
    }
    for (RegisteredModel model : models) {
      try (Segmenter segmenter = Segmenters.load(model, engine.settings().memoryBytes())) {
        segmenter.service().forEach(out()::println);
        good &= segmenter.service().stream().allMatch(s -> s.outOfService().isEmpty());
      }
    }
    return good ? 0 : 1;
  }

  @Command(
      name = "card",
      mixinStandardHelpOptions = true,
      description = "What a model is for, what it was trained on, what it makes.")
  int card(
      @Option(names = "--models", defaultValue = "contourflow-home/models") Path folder,
      @Parameters(paramLabel = "ID[/VERSION]") String name)
      throws IOException {
    out().print(ModelCard.of(find(folder, name)));
    out().flush();
    return 0;
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = {
        "Runs one model on one CT and prints the volumes; with --out, writes NIfTI masks.",
        "For trying a model; contour makes structure sets."
      })
  int run(
      @Option(names = "--models", defaultValue = "contourflow-home/models") Path folder,
      @Option(names = "--ct", required = true, paramLabel = "DIR|NII") Path ct,
      @Option(names = "--out", paramLabel = "DIR") Path out,
      @Option(names = "--dry", description = "States the peak memory and runs nothing.")
          boolean dry,
      @Mixin EngineOptions engine,
      @Parameters(paramLabel = "ID[/VERSION]") String name)
      throws IOException {
    RegisteredModel model = find(folder, name);
    CtVolume volume = CtInput.read(ct);
    if (dry) {
      return dry(model.manifest(), volume, engine.settings());
    }
    TorchEngine.use(engine.settings());
    StepTimes times = new StepTimes();
    SegmentationOutcome outcome;
    try (Segmenter segmenter = Segmenters.load(model, engine.settings().memoryBytes());
        ProgressLine progress = new ProgressLine()) {
      outcome = segmenter.segment(volume, times.and(progress));
    }
    int status = tell(outcome, out);
    if (status == 0) {
      out().println(times);
    }
    return status;
  }

  private int dry(ModelManifest manifest, CtVolume volume, EngineSettings settings) {
    if (manifest.family() == Family.HU_ANATOMY) {
      out()
          .printf(
              "peak about %d MiB%n",
              (MemoryEstimate.PROCESS_BYTES + 4 * volume.grid().voxelCount()) >> 20);
      return 0;
    }
    CtBox box =
        new Preparer(manifest)
            .box(volume)
            .orElseThrow(() -> Failure.refused("no patient in the image; is it a CT in HU?"));
    MemoryEstimate estimate = MemoryEstimate.of(manifest, volume.grid(), box);
    out().println(estimate);
    if (estimate.peakBytes() > settings.memoryBytes()) {
      throw Failure.refused(
          "a run would be refused: the limit is "
              + settings.memoryMb()
              + " MiB (--memory-mb, contouring.memoryMb)");
    }
    return 0;
  }

  private int tell(SegmentationOutcome outcome, Path out) throws IOException {
    if (!(outcome instanceof Completed completed)) {
      err().println(outcome);
      return 1;
    }
    for (SegmentedStructure structure : completed.structures()) {
      out()
          .printf(
              "%-16s %-8s %8.1f cc%n",
              structure.definition().name(),
              structure.presence(),
              structure.mask().volumeMm3(1) / 1000);
      if (out != null) {
        Files.createDirectories(out);
        NiftiWriter.write(out.resolve(structure.definition().name() + ".nii.gz"), structure.mask());
      }
    }
    completed.notes().forEach(out()::println);
    return 0;
  }
}
