package org.contourflow.routes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.config.Settings;
import org.contourflow.model.CompositeSegmenter;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ShippedModels;

/** The networks that are asked for, each loaded once and checked before it is in service. */
public final class Models {
  private Models() {}

  /**
   * Those of the settings, from the registry folder in the home; the shipped ones are copied there.
   *
   * @throws IOException naming the model that cannot be had, and why
   */
  public static Segmenter load(Settings settings) throws IOException {
    Path folder = settings.inHome(settings.contouring().modelFolder());
    return load(folder, settings.contouring().models());
  }

  /**
   * Those named, from a registry folder, as one; none named: the built-in HU anatomy, without a
   * folder.
   */
  public static Segmenter load(Path folder, List<String> names) throws IOException {
    if (names.isEmpty()) {
      return ShippedModels.huAnatomy();
    }
    List<Segmenter> parts = ShippedModels.load(folder, names);
    return parts.size() == 1 ? parts.get(0) : new CompositeSegmenter(parts);
  }
}
