package org.contourflow.model.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.model.Segmenter;
import org.contourflow.model.engine.MemoryBudget;
import org.contourflow.model.manifest.ManifestException;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.shadow.ShadowedSegmenter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Candidates that run behind the model in service, by a file in the model's folder. */
public final class Shadows {
  /** Beside the versions of a model: names the folder of a candidate that runs as its shadow. */
  public static final String FILE = "shadow.txt";

  /** Beside the versions of a model: how far shadows were from it. */
  public static final String FIGURES = "shadow.csv";

  private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);

  private Shadows() {}

  /** With the candidate that {@link #FILE} names behind it, if there is one that can be used. */
  static Segmenter behind(
      Segmenter champion, Path registryFolder, RegisteredModel model, MemoryBudget budget) {
    Path own = registryFolder.resolve(model.manifest().about().id());
    try {
      if (!Files.isRegularFile(own.resolve(FILE))) {
        return champion;
      }
      Path folder = Path.of(Files.readString(own.resolve(FILE)).strip());
      if (Files.exists(folder.resolve(ModelRegistry.OUT_OF_SERVICE))) {
        LOG.warn("the shadow of {} is out of service", model.identity().label());
        return champion;
      }
      RegisteredModel candidate =
          new RegisteredModel(folder, ManifestReader.read(folder.resolve("model.yaml")));
      LOG.info("{} has the shadow {}", model.identity().label(), candidate.identity().label());
      return new ShadowedSegmenter(
          champion, Segmenters.load(candidate, budget), own.resolve(FIGURES));
    } catch (IOException | ManifestException e) {
      LOG.warn("{} runs without its shadow: {}", model.identity().label(), e.getMessage());
      return champion;
    }
  }
}
