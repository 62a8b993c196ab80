package org.contourflow.seg;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.write.AlgorithmProvenance;
import org.contourflow.rtstruct.write.Equipment;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Rois;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;

/** Segments for tests. */
final class Segmentations {
  private static final AlgorithmProvenance MODEL =
      new AlgorithmProvenance("thorax-demo", "1.2.0", "sha256:" + "ab".repeat(32), "Contourflow");

  private Segmentations() {}

  /** External, both lungs and a target that overlap each other, and random voxels. */
  static List<Segment> of(Phantom phantom, VoxelGrid grid) {
    List<Segment> segments = new ArrayList<>();
    segments.add(segment("External", RoiType.EXTERNAL, truth(phantom, grid, "External")));
    segments.add(segment("Lung_L", RoiType.ORGAN, truth(phantom, grid, "Lung_L")));
    segments.add(segment("Lung_R", RoiType.ORGAN, truth(phantom, grid, "Lung_R")));
    segments.add(segment("zNoise", RoiType.CONTROL, noise(grid, 7)));
    return segments;
  }

  static BinaryMask truth(Phantom phantom, VoxelGrid grid, String name) {
    return BinaryMask.wrap(grid, phantom.truth().mask(name));
  }

  /** One voxel in ten, on every third slice. */
  static BinaryMask noise(VoxelGrid grid, long seed) {
    Random random = new Random(seed);
    BitSet bits = new BitSet();
    int size = grid.rows() * grid.columns();
    for (int s = 0; s < grid.slices(); s += 3) {
      for (int i = 0; i <= size / 10; i++) {
        bits.set(s * size + random.nextInt(size));
      }
    }
    return BinaryMask.wrap(grid, bits);
  }

  static Segment segment(String label, RoiType type, BinaryMask mask) {
    return new Segment(
        label,
        type,
        new RoiColour(255, 128, 0),
        Optional.empty(),
        label.endsWith("_L")
            ? Laterality.LEFT
            : label.endsWith("_R") ? Laterality.RIGHT : Laterality.UNPAIRED,
        Optional.of(MODEL),
        mask);
  }

  static SegmentationContent content(List<Segment> segments) {
    return new SegmentationContent(
        "CF TEST", "Test segments, unapproved", Rois.CREATED, Equipment.CONTOURFLOW, segments);
  }

  static List<WrittenSegmentation.Instance> write(
      ReferencedSeries series, List<Segment> segments, SegmentationForm form) {
    WrittenSegmentation outcome = SegmentationWriter.write(series, content(segments), form);
    if (outcome instanceof WrittenSegmentation.Completed done) {
      return done.instances();
    }
    throw new AssertionError("refused: " + outcome);
  }
}
