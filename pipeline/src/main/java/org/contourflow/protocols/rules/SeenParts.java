package org.contourflow.protocols.rules;

import java.io.IOException;
import java.util.Optional;
import org.contourflow.model.presence.BodySites;
import org.contourflow.series.CtReadException;
import org.contourflow.series.CtSeries;

/**
 * What a series' voxels show, or why nobody knows.
 *
 * @param sites empty: not known
 * @param problem without a file's name or a patient's; empty if known
 */
record SeenParts(Optional<BodySites> sites, String problem) {
  static SeenParts of(CtSeries series, PartsSource source) {
    try {
      return new SeenParts(Optional.of(source.of(series)), "");
    } catch (CtReadException e) {
      return new SeenParts(Optional.empty(), e.reason());
    } catch (IOException e) {
      return new SeenParts(Optional.empty(), "a file of it cannot be read");
    } catch (OutOfMemoryError e) {
      return new SeenParts(Optional.empty(), "not enough memory for this CT");
    }
  }
}
