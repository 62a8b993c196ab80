package org.contourflow.model.engine;

import java.util.List;
import java.util.Optional;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.Segmenter;
import org.contourflow.model.ServiceState;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.CtVolume;

/** Stands for a model that failed its check: refuses every patient and says why. */
public record OutOfService(RegisteredModel model, String reason) implements Segmenter {
  @Override
  public ModelIdentity identity() {
    return model.identity();
  }

  @Override
  public List<StructureDefinition> structures() {
    return model.manifest().structures();
  }

  @Override
  public List<ServiceState> service() {
    return List.of(new ServiceState(identity(), "", Optional.of(reason)));
  }

  @Override
  public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
    return new SegmentationOutcome.Refused(
        RefusalCode.MODEL_OUT_OF_SERVICE,
        identity().label(),
        reason + "; no patient is contoured with it");
  }
}
