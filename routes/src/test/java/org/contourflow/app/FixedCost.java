package org.contourflow.app;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/** A stand-in network that takes its time and counts: one block in the middle of every CT. */
final class FixedCost implements Segmenter {
  private static final StructureDefinition BODY =
      new StructureDefinition(
          Structure.unpaired("External", RoiType.EXTERNAL, new RoiColour(0, 255, 0)),
          Optional.empty(),
          false,
          false);

  private final Duration cost;
  private final String version;

  /** How often each volume was contoured, in all workers of this process. */
  private final Map<String, Integer> runs;

  FixedCost(Duration cost, String version, Map<String, Integer> runs) {
    this.cost = cost;
    this.version = version;
    this.runs = runs;
  }

  FixedCost(Duration cost) {
    this(cost, "1", new ConcurrentHashMap<>());
  }

  @Override
  public ModelIdentity identity() {
    return new ModelIdentity("fixed-cost", version, "0".repeat(64), "a stand-in", false);
  }

  @Override
  public List<StructureDefinition> structures() {
    return List.of(BODY);
  }

  @Override
  public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
    // Of noise of a seed of its own, each volume is another.
    runs.merge(Integer.toString(ct.hashCode()), 1, Integer::sum);
    try {
      Thread.sleep(cost.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    BinaryMask mask =
        BinaryMask.of(
            ct.grid(), (slice, row, column) -> row > 9 && row < 20 && column > 9 && column < 20);
    return new SegmentationOutcome.Completed(
        List.of(SegmentedStructure.of(BODY, mask, identity())), List.of());
  }
}
