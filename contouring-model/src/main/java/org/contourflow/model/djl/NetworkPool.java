package org.contourflow.model.djl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contourflow.model.Segmenter;
import org.contourflow.model.engine.MemoryBudget;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.manifest.ShippedModels;

/**
 * The networks of one process, each loaded once and kept until the end, all within one limit of
 * memory: a change of the protocols loads what is new and takes nothing from a case under way.
 */
public final class NetworkPool implements AutoCloseable {
  private final Path registryFolder;
  private final MemoryBudget budget;
  private final Map<RegisteredModel, Segmenter> loaded = new HashMap<>();

  /**
   * An empty pool.
   *
   * @param registryFolder what comes with the product is copied there
   * @throws IOException if the folder cannot be written
   */
  public NetworkPool(Path registryFolder, EngineSettings settings) throws IOException {
    TorchEngine.use(settings);
    ShippedModels.installInto(registryFolder);
    this.registryFolder = registryFolder;
    this.budget = new MemoryBudget(settings.memoryBytes());
  }

  /**
   * Networks by name, loaded where they are not yet.
   *
   * @param names {@code id} or {@code id/version}
   * @throws IOException if a name is not in the registry folder; nothing is loaded then
   */
  public synchronized Map<String, Segmenter> take(Collection<String> names) throws IOException {
    ModelRegistry registry = ModelRegistry.open(registryFolder);
    Map<String, RegisteredModel> models = new LinkedHashMap<>();
    for (String name : names) {
      models.put(name, registry.require(name));
    }
    Map<String, Segmenter> taken = new LinkedHashMap<>();
    models.forEach(
        (name, model) -> taken.put(name, loaded.computeIfAbsent(model, once -> load(name, once))));
    return taken;
  }

  /** What is named by its version stands alone; what is in service may have a shadow. */
  private Segmenter load(String name, RegisteredModel model) {
    Segmenter champion = Segmenters.load(model, budget);
    return name.contains("/") ? champion : Shadows.behind(champion, registryFolder, model, budget);
  }

  @Override
  public synchronized void close() {
    loaded.values().forEach(Segmenter::close);
    loaded.clear();
  }
}
