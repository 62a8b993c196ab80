package org.contourflow.routes;

import java.io.IOException;
import org.contourflow.config.Settings;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ShippedModels;

/** The networks the settings ask for, loaded once. */
public final class Models {
  private Models() {}

  /**
   * Loads them.
   *
   * @throws IOException naming the model that cannot be had, and why
   */
  public static Segmenter load(Settings.Contouring settings) throws IOException {
    return ShippedModels.huAnatomy();
  }
}
