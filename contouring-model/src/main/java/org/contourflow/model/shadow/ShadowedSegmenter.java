package org.contourflow.model.shadow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.Segmenter;
import org.contourflow.model.ServiceState;
import org.contourflow.model.SharedFindings;
import org.contourflow.model.StructureDefinition;
import org.contourflow.volume.CtVolume;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model in service with a candidate behind it. What is returned is the champion's alone, whatever
 * the candidate does; how far the two are apart is written down. Costs the candidate's time at each
 * CT.
 */
public final class ShadowedSegmenter implements Segmenter {
  private static final Logger LOG = LoggerFactory.getLogger(ShadowedSegmenter.class);

  private final Segmenter champion;
  private final Segmenter candidate;
  private final ShadowFigures figures;

  /**
   * A champion with its shadow.
   *
   * @param file to which figures are appended
   */
  public ShadowedSegmenter(Segmenter champion, Segmenter candidate, Path file) {
    this.champion = champion;
    this.candidate = candidate;
    this.figures = new ShadowFigures(file);
  }

  @Override
  public ModelIdentity identity() {
    return champion.identity();
  }

  @Override
  public List<StructureDefinition> structures() {
    return champion.structures();
  }

  @Override
  public List<ServiceState> service() {
    return champion.service();
  }

  @Override
  public Optional<String> shares() {
    return champion.shares();
  }

  @Override
  public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
    return segment(ct, new SharedFindings(), listener);
  }

  /** The candidate finds for itself what it needs: its time is its own. */
  @Override
  public SegmentationOutcome segment(
      CtVolume ct, SharedFindings shared, SegmentationListener listener) {
    SegmentationOutcome outcome = champion.segment(ct, shared, listener);
    if (outcome instanceof SegmentationOutcome.Completed completed && !listener.isCancelled()) {
      try {
        long start = System.nanoTime();
        SegmentationOutcome other = candidate.segment(ct, silent(listener));
        double seconds = (System.nanoTime() - start) / 1e9;
        figures.add(completed, other, candidate.identity(), seconds);
      } catch (IOException | RuntimeException e) {
        LOG.warn("the shadow {} left no figures", candidate.identity().label(), e);
      }
    }
    return outcome;
  }

  /** Stops with the champion's run, and tells no progress of its own. */
  private static SegmentationListener silent(SegmentationListener listener) {
    return new SegmentationListener() {
      @Override
      public void progressed(Progress progress) {
        // The person who watches waits for the champion.
      }

      @Override
      public boolean isCancelled() {
        return listener.isCancelled();
      }
    };
  }

  @Override
  public void close() {
    champion.close();
    candidate.close();
  }
}
