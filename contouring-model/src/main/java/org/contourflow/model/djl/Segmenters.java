package org.contourflow.model.djl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.model.Network;
import org.contourflow.model.Segmenter;
import org.contourflow.model.engine.OutOfService;
import org.contourflow.model.engine.TiledSegmenter;
import org.contourflow.model.hu.HuAnatomySegmenter;
import org.contourflow.model.manifest.GoldenCheck;
import org.contourflow.model.manifest.ModelManifest.Family;
import org.contourflow.model.manifest.ModelManifest.HashedFile;
import org.contourflow.model.manifest.RegisteredModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a registered model into service: every file's SHA-256, then every fold's golden input on
 * this machine. A model that does not pass comes back {@link OutOfService}, which refuses patients.
 */
public final class Segmenters {
  private static final Logger LOG = LoggerFactory.getLogger(Segmenters.class);

  /** A run may take this much of memory beside the JVM's and the engine's own. */
  public static final long DEFAULT_MEMORY_LIMIT_BYTES = 4L << 30;

  private Segmenters() {}

  /** As {@link #load(RegisteredModel, long)} with the default limit. */
  public static Segmenter load(RegisteredModel model) {
    return load(model, DEFAULT_MEMORY_LIMIT_BYTES);
  }

  /** Loads and checks. Never throws for a bad model. */
  public static Segmenter load(RegisteredModel model, long memoryLimitBytes) {
    List<Network> networks = new ArrayList<>();
    String label = model.identity().label();
    try {
      for (HashedFile file : model.manifest().weights()) {
        Network network =
            TorchNetwork.load(file.name(), model.read(file), file.sha256(), outputIndex(model));
        networks.add(network);
        GoldenCheck.Result result = GoldenCheck.run(model, networks.size() - 1, network);
        if (!result.passed()) {
          return outOfService(
              model, networks, file.name() + " failed its golden check: " + result.detail());
        }
        LOG.info("model {}: {} passed its golden check ({})", label, file.name(), result.detail());
      }
    } catch (IOException e) {
      return outOfService(model, networks, String.valueOf(e.getMessage()));
    }
    return model.manifest().family() == Family.HU_ANATOMY
        ? new HuAnatomySegmenter(model.identity(), model.manifest().structures(), networks.get(0))
        : new TiledSegmenter(model, networks, memoryLimitBytes);
  }

  private static int outputIndex(RegisteredModel model) {
    return model.manifest().family() == Family.HU_ANATOMY ? 0 : model.manifest().output().index();
  }

  private static Segmenter outOfService(
      RegisteredModel model, List<Network> networks, String reason) {
    networks.forEach(Network::close);
    LOG.error("model {} is OUT OF SERVICE: {}", model.identity().label(), reason);
    return new OutOfService(model, reason);
  }
}
