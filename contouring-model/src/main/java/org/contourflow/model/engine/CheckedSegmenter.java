package org.contourflow.model.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.Segmenter;
import org.contourflow.model.ServiceState;
import org.contourflow.model.SharedFindings;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.CtVolume;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a model's golden check before each patient: memory that went bad, or a setting that
 * changed the kernels after loading, is found before it contours. What failed once stays out of
 * service until it is loaded anew.
 */
public final class CheckedSegmenter implements Segmenter {
  private static final Logger LOG = LoggerFactory.getLogger(CheckedSegmenter.class);

  private final RegisteredModel model;
  private final Segmenter segmenter;
  private final String detail;
  private final Supplier<Optional<String>> fault;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Optional<String> outOfService = Optional.empty();

  /**
   * Takes the segmenter over.
   *
   * @param detail what it runs as, for the run log
   * @param fault runs the golden check; what is wrong, or empty
   * @param onClose done after the segmenter was closed
   */
  public CheckedSegmenter(
      RegisteredModel model,
      Segmenter segmenter,
      String detail,
      Supplier<Optional<String>> fault,
      Runnable onClose) {
    this.model = model;
    this.segmenter = segmenter;
    this.detail = detail;
    this.fault = fault;
    this.onClose = onClose;
  }

  @Override
  public ModelIdentity identity() {
    return segmenter.identity();
  }

  @Override
  public List<StructureDefinition> structures() {
    return segmenter.structures();
  }

  @Override
  public List<ServiceState> service() {
    return List.of(new ServiceState(identity(), detail, outOfService));
  }

  @Override
  public Optional<String> shares() {
    return segmenter.shares();
  }

  @Override
  public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
    return segment(ct, new SharedFindings(), listener);
  }

  @Override
  public SegmentationOutcome segment(
      CtVolume ct, SharedFindings shared, SegmentationListener listener) {
    if (outOfService.isEmpty()) {
      outOfService = fault.get();
      outOfService.ifPresent(
          reason -> LOG.error("model {} is OUT OF SERVICE: {}", identity().label(), reason));
    }
    return outOfService
        .<SegmentationOutcome>map(reason -> new OutOfService(model, reason).segment(ct, listener))
        .orElseGet(() -> segmenter.segment(ct, shared, listener));
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      segmenter.close();
      onClose.run();
    }
  }
}
