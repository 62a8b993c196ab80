package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.djl.TorchEngine;
import org.contourflow.model.engine.MemoryEstimate;
import org.contourflow.model.engine.ModelCard;
import org.contourflow.model.engine.OutOfService;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.Family;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.ShippedModels;
import org.contourflow.model.prepare.CtBox;
import org.contourflow.model.prepare.Preparer;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code contourflow model}: what networks there are, whether they may be used, and trying one. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Lists, checks, describes and tries the networks of the registry folder.")
public final class ModelCommand {
  private ModelRegistry registry(Path folder) throws IOException {
    ShippedModels.installInto(folder);
    return ModelRegistry.open(folder);
  }

  private RegisteredModel find(Path folder, String name) throws IOException {
    return registry(folder)
        .find(name)
        .orElseThrow(
            () -> Failure.refused("no usable model " + name + " in " + folder + "; model list"));
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Every model of the folder; those with a wrong manifest with all its problems.")
  int list(@Option(names = "--models", defaultValue = "contourflow-home/models") Path folder)
      throws IOException {
    ModelRegistry registry = registry(folder);
    for (RegisteredModel model : registry.models()) {
      System.out.println(
          model.identity().label()
              + ": "
              + model.manifest().about().title()
              + " ("
              + model.manifest().structures().size()
              + " structures)");
    }
    for (ModelRegistry.Rejected rejected : registry.rejected()) {
      System.err.println("not usable: " + rejected.folder());
      rejected.problems().forEach(p -> System.err.println("  " + p));
    }
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
    ModelRegistry registry = registry(folder);
    List<RegisteredModel> models = registry.models();
    if (names != null && !names.isEmpty()) {
      models = new java.util.ArrayList<>();
      for (String name : names) {
        models.add(find(folder, name));
      }
    }
    boolean good = names != null && !names.isEmpty() || registry.rejected().isEmpty();
    for (RegisteredModel model : models) {
      try (Segmenter segmenter = Segmenters.load(model)) {
        boolean bad = segmenter instanceof OutOfService;
        String state = bad ? "OUT OF SERVICE: " + ((OutOfService) segmenter).reason() : "passed";
        System.out.println(model.identity().label() + ": " + state);
        good &= !bad;
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
    System.out.print(ModelCard.of(find(folder, name)));
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
      return dry(model.manifest(), volume);
    }
    TorchEngine.use(engine.settings());
    return tell(segment(Segmenters.load(model, engine.settings().memoryBytes()), volume), out);
  }

  private static SegmentationOutcome segment(Segmenter segmenter, CtVolume volume) {
    try (segmenter;
        ProgressLine progress = new ProgressLine()) {
      return segmenter.segment(volume, progress);
    }
  }

  private static int dry(ModelManifest manifest, CtVolume volume) {
    if (manifest.family() == Family.HU_ANATOMY) {
      System.out.println(
          "CT and about 1.5 bytes a voxel: " + volume.grid().voxelCount() / 300_000 + " MB");
      return 0;
    }
    CtBox box =
        new Preparer(manifest)
            .box(volume)
            .orElseThrow(() -> Failure.refused("no patient in the image; is it a CT in HU?"));
    System.out.println(MemoryEstimate.of(manifest, volume.grid(), box));
    return 0;
  }

  private static int tell(SegmentationOutcome outcome, Path out) throws IOException {
    if (!(outcome instanceof Completed completed)) {
      System.err.println(outcome);
      return 1;
    }
    for (SegmentedStructure structure : completed.structures()) {
      System.out.printf(
          "%-16s %-8s %8.1f cc%n",
          structure.definition().name(),
          structure.presence(),
          structure.mask().volumeMm3(1) / 1000);
      if (out != null) {
        Files.createDirectories(out);
        NiftiWriter.write(out.resolve(structure.definition().name() + ".nii.gz"), structure.mask());
      }
    }
    completed.notes().forEach(System.out::println);
    return 0;
  }
}
