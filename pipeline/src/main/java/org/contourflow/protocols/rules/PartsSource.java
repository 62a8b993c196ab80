package org.contourflow.protocols.rules;

import java.io.IOException;
import org.contourflow.model.presence.BodySites;
import org.contourflow.model.presence.SitesByShape;
import org.contourflow.series.CtSeries;

/** Where the parts of the body that a series shows are known from. */
@FunctionalInterface
public interface PartsSource {
  /** Reads the voxels and looks. */
  PartsSource VOXELS = series -> new SitesByShape().find(series.readVolume());

  /**
   * What a series shows.
   *
   * @throws IOException if its voxels cannot be read
   */
  BodySites of(CtSeries series) throws IOException;
}
