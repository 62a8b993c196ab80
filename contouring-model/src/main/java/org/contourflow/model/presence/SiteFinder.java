package org.contourflow.model.presence;

import org.contourflow.volume.CtVolume;

/** Says which parts of the body a CT shows. */
@FunctionalInterface
public interface SiteFinder {
  /** Looks at the whole of a CT in HU. */
  BodySites find(CtVolume ct);
}
