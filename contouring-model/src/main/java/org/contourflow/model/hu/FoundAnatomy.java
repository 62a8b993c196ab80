package org.contourflow.model.hu;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.Network;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Morphology;

/**
 * What all structures of one CT are made of: body, bone, lungs with their sides, airways. Each is
 * found when it is first asked for, and then kept. Not thread-safe.
 */
final class FoundAnatomy {
  /** Less lung without a side is told in no note. */
  private static final double LEAST_UNNAMED_CC = 5;

  private static final double SINGLE_SLICE_MM = 3;

  private final CtVolume ct;
  private final HuCandidates marks;
  private final Morphology morphology;
  private final double voxelCc;
  private final LungFinder lungFinder;
  private BitVolume body;
  private BitVolume bone;
  private MiddleOfBody middle;
  private LungFinder.Lungs lungs;
  private LungSides.Sides sides;
  private Optional<String> sidesNote = Optional.empty();

  /** Runs the network over the whole CT. */
  FoundAnatomy(CtVolume ct, Network network, IntConsumer slicesDone) {
    VoxelGrid grid = ct.grid();
    double sliceMm = typicalSliceMm(grid);
    this.ct = ct;
    this.morphology = new Morphology(sliceMm, grid.rowSpacingMm(), grid.columnSpacingMm());
    this.voxelCc = sliceMm * grid.rowSpacingMm() * grid.columnSpacingMm() / 1000;
    this.marks = HuCandidates.of(ct, network, slicesDone);
    this.lungFinder = new LungFinder(ct, marks, morphology, voxelCc);
  }

  private static double typicalSliceMm(VoxelGrid grid) {
    double[] steps =
        IntStream.range(0, grid.slices() - 1).mapToDouble(grid::sliceStepMm).sorted().toArray();
    return steps.length == 0 ? SINGLE_SLICE_MM : steps[steps.length / 2];
  }

  Morphology morphology() {
    return morphology;
  }

  /** Volume of a voxel; of uneven slices, of the typical one. */
  double voxelCc() {
    return voxelCc;
  }

  /** Spongy bone and denser, as the network marked it. */
  BitVolume dense() {
    return marks.boneWeak();
  }

  BitVolume body() {
    if (body == null) {
      body = new BodyFinder(ct, marks, morphology, voxelCc).find();
    }
    return body;
  }

  BitVolume bone() {
    if (bone == null) {
      bone = new BoneFinder(ct, marks, morphology, voxelCc).find(body());
    }
    return bone;
  }

  private MiddleOfBody middle() {
    if (middle == null) {
      middle = new MiddleOfBody(ct.grid(), body());
    }
    return middle;
  }

  /** Both lungs in one, and the airways. */
  LungFinder.Lungs lungs() {
    if (lungs == null) {
      lungs = lungFinder.find(body(), bone(), middle());
    }
    return lungs;
  }

  /** Each lung with its vessels; both empty where the side cannot be told. */
  LungSides.Sides sides() {
    if (sides == null) {
      LungSides.Sides bare = bareSides();
      BitVolume left = lungFinder.withVessels(bare.left(), body(), bare.right(), lungs().airways());
      BitVolume right = lungFinder.withVessels(bare.right(), body(), left, lungs().airways());
      sides = new LungSides.Sides(left, right);
    }
    return sides;
  }

  private LungSides.Sides bareSides() {
    BitVolume all = lungs().voxels();
    BitVolume none = new BitVolume(all.slices(), all.rows(), all.columns());
    LungSides.Sides nowhere = new LungSides.Sides(none, none);
    if (all.isEmpty()) {
      return nowhere;
    }
    Optional<LungSides.Sides> told =
        new LungSides(ct.grid(), morphology, middle()).split(all, bone());
    sidesNote =
        told.isEmpty()
            ? Optional.of(
                "lung was seen, but not on which side of the patient: no lung is contoured")
            : unnamed(told.get());
    return told.orElse(nowhere);
  }

  private Optional<String> unnamed(LungSides.Sides told) {
    long lost = lungs().voxels().count() - told.left().count() - told.right().count();
    return lost * voxelCc < LEAST_UNNAMED_CC
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%.0f cc of lung lie so near the midline that their side cannot be told:"
                    + " they are not contoured",
                lost * voxelCc));
  }

  /** Of each lung whose place is dense for the most part, a sentence. */
  List<String> denseNotes() {
    LungSides.Sides told = sides();
    BitVolume air = lungs().airways();
    OptionalDouble spine =
        told.left().isEmpty() && told.right().isEmpty()
            ? OptionalDouble.empty()
            : new SpineFinder(ct.grid(), middle()).findXMm(bone(), lungs().voxels());
    if (spine.isEmpty()) {
      return List.of();
    }
    DenseChest chest = new DenseChest(ct, voxelCc, spine.getAsDouble());
    return Stream.of(
            chest.note("Lung_L", told.left(), told.right(), air),
            chest.note("Lung_R", told.right(), told.left(), air))
        .flatMap(Optional::stream)
        .toList();
  }

  /** What of the lungs has no side; empty if all has one. */
  Optional<String> sidesNote() {
    sides();
    return sidesNote;
  }
}
