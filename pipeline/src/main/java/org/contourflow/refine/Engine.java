package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Path;
import org.contourflow.model.Network;
import org.contourflow.model.Segmenter;
import org.contourflow.model.manifest.RegisteredModel;

/** What runs networks. */
public interface Engine {
  /** A model put into service; one that fails its golden check refuses patients. */
  Segmenter segmenter(RegisteredModel model);

  /**
   * A loose network.
   *
   * @throws IOException if it cannot be loaded
   */
  Network network(Path file) throws IOException;
}
