package org.contourflow.model.djl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.contourflow.model.Network;
import org.contourflow.model.Segmenter;
import org.contourflow.model.engine.CheckedSegmenter;
import org.contourflow.model.engine.MemoryBudget;
import org.contourflow.model.engine.OutOfService;
import org.contourflow.model.engine.TiledSegmenter;
import org.contourflow.model.hu.HuAnatomySegmenter;
import org.contourflow.model.manifest.GoldenCheck;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.Family;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a registered model into service: whether its folder says that it was taken out, every file's
 * SHA-256, then every fold's golden input on this machine; the first and the last again before each
 * patient. A model that does not pass comes back {@link OutOfService}, which refuses patients.
 */
public final class Segmenters {
  private static final Logger LOG = LoggerFactory.getLogger(Segmenters.class);

  /** The whole process may take this much of memory. */
  public static final long DEFAULT_MEMORY_LIMIT_BYTES = EngineSettings.DEFAULTS.memoryBytes();

  private Segmenters() {}

  /** As {@link #load(RegisteredModel, MemoryBudget)} with the default limit. */
  public static Segmenter load(RegisteredModel model) {
    return load(model, DEFAULT_MEMORY_LIMIT_BYTES);
  }

  /** As {@link #load(RegisteredModel, MemoryBudget)} with a limit of its own. */
  public static Segmenter load(RegisteredModel model, long memoryLimitBytes) {
    return load(model, new MemoryBudget(memoryLimitBytes));
  }

  /**
   * Loads and checks. Never throws for a bad model.
   *
   * @param budget shared by all models of the process
   */
  public static Segmenter load(RegisteredModel model, MemoryBudget budget) {
    Optional<String> takenOut = takenOut(model);
    if (takenOut.isPresent()) {
      return outOfService(model, takenOut.get());
    }
    long weights = weightBytes(model);
    if (!budget.hold(weights)) {
      return outOfService(model, memory(weights, budget));
    }
    try {
      Loaded loaded = LoadedFolds.load(model);
      String detail = loaded.precision() + ", golden check passed: " + loaded.detail();
      LOG.info("model {}: {}", model.identity().label(), detail);
      return new CheckedSegmenter(
          model,
          segmenter(model, loaded, budget),
          detail,
          () -> fault(model, loaded),
          () -> budget.release(weights));
    } catch (IOException | IllegalArgumentException e) {
      budget.release(weights);
      return outOfService(model, String.valueOf(e.getMessage()));
    }
  }

  /**
   * A tiled network past its golden check, for tests that look at its inner planes.
   *
   * @throws IOException if it would be out of service
   */
  public static TiledSegmenter unguarded(RegisteredModel model) throws IOException {
    return new TiledSegmenter(
        model, LoadedFolds.load(model).networks(), new MemoryBudget(DEFAULT_MEMORY_LIMIT_BYTES));
  }

  /** Folds in service, in the precision that passed. */
  record Loaded(List<Network> networks, String precision, double tolerance, String detail) {}

  private static String memory(long weights, MemoryBudget budget) {
    return "its weights take %d MiB, %d MiB are left of the limit of %d MiB"
        .formatted(weights >> 20, budget.leftForRunsBytes() >> 20, budget.limitBytes() >> 20);
  }

  /** Of files that are not there nothing; that is told when they are read. */
  private static long weightBytes(RegisteredModel model) {
    return model.manifest().weights().stream()
        .map(file -> model.folder().resolve(file.name()).toFile().length())
        .reduce(0L, Long::sum);
  }

  private static Segmenter segmenter(RegisteredModel model, Loaded loaded, MemoryBudget budget) {
    return model.manifest().family() == Family.HU_ANATOMY
        ? new HuAnatomySegmenter(
            model.identity(), model.manifest().structures(), loaded.networks().get(0))
        : new TiledSegmenter(model, loaded.networks(), budget);
  }

  /** A teacher may withdraw while the service runs, so the model's folder is asked each time. */
  private static Optional<String> takenOut(RegisteredModel model) {
    try {
      return ModelRegistry.takenOut(model.folder());
    } catch (IOException e) {
      return Optional.of(ModelRegistry.OUT_OF_SERVICE + " cannot be read: " + e.getMessage());
    }
  }

  private static Optional<String> fault(RegisteredModel model, Loaded loaded) {
    Optional<String> takenOut = takenOut(model);
    if (takenOut.isPresent()) {
      return takenOut;
    }
    try {
      for (int fold = 0; fold < loaded.networks().size(); fold++) {
        GoldenCheck.Result result =
            GoldenCheck.run(model, fold, loaded.networks().get(fold), loaded.tolerance());
        if (!result.passed()) {
          return Optional.of(
              model.manifest().weights().get(fold).name()
                  + " failed its golden check before a patient: "
                  + result.detail());
        }
      }
      return Optional.empty();
    } catch (IOException | UncheckedIOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  static int outputIndex(ModelManifest manifest) {
    return manifest.family() == Family.HU_ANATOMY ? 0 : manifest.output().index();
  }

  private static Segmenter outOfService(RegisteredModel model, String reason) {
    LOG.error("model {} is OUT OF SERVICE: {}", model.identity().label(), reason);
    return new OutOfService(model, reason);
  }
}
