package org.contourflow.assembly;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.contourflow.model.presence.BodySites;
import org.contourflow.protocols.rules.PartsSource;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSlice;

/**
 * Keeps what the voxels of recent series showed: one that waits for its sender is judged every
 * other second, and its voxels are read once. Another slice makes it another series.
 */
final class PartsSeenOnce implements PartsSource {
  private static final int MOST = 50;

  private final Map<List<Path>, BodySites> seen = new Recent<>(MOST);
  private final PartsSource source;

  PartsSeenOnce(PartsSource source) {
    this.source = source;
  }

  @Override
  public synchronized BodySites of(CtSeries series) throws IOException {
    List<Path> files = series.slices().stream().map(CtSlice::file).toList();
    BodySites known = seen.get(files);
    if (known == null) {
      known = source.of(series);
      seen.put(files, known);
    }
    return known;
  }
}
