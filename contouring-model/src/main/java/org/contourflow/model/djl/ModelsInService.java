package org.contourflow.model.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.contourflow.model.Segmenter;

/** The models that come with the product, in service. */
public final class ModelsInService {
  private ModelsInService() {}

  /**
   * External, lungs and bone from HU, from a registry folder of its own in the temporary folder.
   */
  public static Segmenter huAnatomy() throws IOException {
    return load(Files.createTempDirectory("contourflow-models"), List.of("hu-anatomy")).get(0);
  }

  /**
   * Copies what comes with the product into a registry folder and puts models into service.
   *
   * @param names {@code id} or {@code id/version}
   * @throws IOException if the folder cannot be written or a name is not there
   */
  public static List<Segmenter> load(Path registryFolder, List<String> names) throws IOException {
    return load(registryFolder, names, EngineSettings.DEFAULTS);
  }

  /**
   * As {@link #load(Path, List)}, all models within one limit of memory; a model that is named
   * twice is loaded once and comes back twice.
   */
  public static List<Segmenter> load(
      Path registryFolder, List<String> names, EngineSettings settings) throws IOException {
    Map<String, Segmenter> loaded = new NetworkPool(registryFolder, settings).take(names);
    return names.stream().map(loaded::get).toList();
  }
}
