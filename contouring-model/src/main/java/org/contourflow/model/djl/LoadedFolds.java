package org.contourflow.model.djl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.model.Network;
import org.contourflow.model.djl.Segmenters.Loaded;
import org.contourflow.model.manifest.GoldenCheck;
import org.contourflow.model.manifest.ModelManifest.HashedFile;
import org.contourflow.model.manifest.ModelManifest.Reduced;
import org.contourflow.model.manifest.RegisteredModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a model's folds and checks each. Where the manifest has them in a reduced precision, those
 * are taken instead if they pass. Their speed does not decide: it changes with the machine's other
 * work, and a patient's contours must not change from one start to the next.
 */
final class LoadedFolds {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedFolds.class);
  private static final int TIMED_RUNS = 3;

  /** Emulated bfloat16 takes several times as long: told, so that a site can do without it. */
  private static final double MUCH_SLOWER = 1.5;

  private LoadedFolds() {}

  /**
   * Loads the released weights, or the reduced ones.
   *
   * @throws IOException if a file is missing, was changed, or the released weights fail their check
   */
  static Loaded load(RegisteredModel model) throws IOException {
    double tolerance = model.manifest().golden().tolerance();
    Loaded full = load(model, model.manifest().weights(), "float32", tolerance);
    if (model.manifest().reduced().isEmpty()) {
      return full;
    }
    Reduced reduced = model.manifest().reduced().get();
    String name = reduced.precision().name().toLowerCase(java.util.Locale.ROOT);
    try {
      Loaded fast = load(model, reduced.weights(), name, reduced.tolerance());
      double times = seconds(model, fast) / seconds(model, full);
      if (times > MUCH_SLOWER) {
        LOG.warn(
            "model {}: {} took {} times as long as float32 here; if it always does, take"
                + " reduced_precision out of its manifest",
            model.identity().label(),
            name,
            "%.1f".formatted(times));
      }
      close(full);
      return fast;
    } catch (IOException e) {
      LOG.warn("model {} runs in float32: {}", model.identity().label(), e.getMessage());
      return full;
    }
  }

  private static Loaded load(
      RegisteredModel model, List<HashedFile> files, String precision, double tolerance)
      throws IOException {
    List<Network> networks = new ArrayList<>();
    String detail = "";
    try {
      for (HashedFile file : files) {
        int index = Segmenters.outputIndex(model.manifest());
        networks.add(TorchNetwork.load(file.name(), model.read(file), file.sha256(), index));
        int fold = networks.size() - 1;
        GoldenCheck.Result result = GoldenCheck.run(model, fold, networks.get(fold), tolerance);
        detail = result.detail();
        if (!result.passed()) {
          throw new IOException(file.name() + " failed its golden check: " + result.detail());
        }
      }
      return new Loaded(List.copyOf(networks), precision, tolerance, detail);
    } catch (IOException e) {
      networks.forEach(Network::close);
      throw e;
    }
  }

  private static void close(Loaded unused) {
    unused.networks().forEach(Network::close);
  }

  /** Of the first fold's golden input, the fastest of a few runs. */
  private static double seconds(RegisteredModel model, Loaded loaded) throws IOException {
    double best = Double.POSITIVE_INFINITY;
    for (int run = 0; run < TIMED_RUNS; run++) {
      long start = System.nanoTime();
      GoldenCheck.run(model, 0, loaded.networks().get(0), loaded.tolerance());
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }
}
