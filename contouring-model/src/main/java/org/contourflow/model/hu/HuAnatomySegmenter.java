package org.contourflow.model.hu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.HounsfieldCheck;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Network;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationListener.Progress;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.Failed;
import org.contourflow.model.SegmentationOutcome.FailureCode;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Morphology;

/**
 * {@link #NAMES} of an axial CT from its HU, those of them that its manifest lists. Memory beside
 * the CT: about 1.5 byte a voxel. Lungs, bone and body that are not in the image are absent, never
 * invented.
 */
public final class HuAnatomySegmenter implements Segmenter {
  /** The structures this knows how to make, by name. */
  public static final List<String> NAMES =
      List.of(
          "External",
          "Lung_L",
          "Lung_R",
          "Bone",
          "Trachea",
          "Bronchus_L",
          "Bronchus_R",
          "Couch",
          "zMetal",
          "Body-Arms",
          "SpinalCanal");

  /** Least cosine between the slice normal and the patient's long axis: axial within 25 degrees. */
  private static final double LEAST_AXIAL_COSINE = 0.9;

  /** A body smaller than this is no patient. */
  private static final double SMALLEST_BODY_CC = 100;

  /** Less lung without a side is told in no note. */
  private static final double LEAST_UNNAMED_CC = 5;

  private static final double SINGLE_SLICE_MM = 3;

  private final ModelIdentity identity;
  private final List<StructureDefinition> structures;
  private final Network network;

  /**
   * Takes the network over.
   *
   * @param structures definitions with {@link #NAMES}, any of them, in the order wanted
   */
  public HuAnatomySegmenter(
      ModelIdentity identity, List<StructureDefinition> structures, Network network) {
    for (StructureDefinition structure : structures) {
      if (!NAMES.contains(structure.name())) {
        throw new IllegalArgumentException(structure.name() + " is not one of " + NAMES);
      }
    }
    this.identity = identity;
    this.structures = List.copyOf(structures);
    this.network = network;
  }

  @Override
  public ModelIdentity identity() {
    return identity;
  }

  @Override
  public List<StructureDefinition> structures() {
    return structures;
  }

  @Override
  public void close() {
    network.close();
  }

  @Override
  public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
    double axial = Math.abs(ct.grid().orientation().normal().z());
    if (axial < LEAST_AXIAL_COSINE) {
      return new Refused(
          RefusalCode.ORIENTATION_NOT_SUPPORTED,
          "slice normal",
          "this model contours axial slices only; reconstruct the CT in axial slices");
    }
    Optional<String> notHu = HounsfieldCheck.refusal(ct);
    if (notHu.isPresent()) {
      return new Refused(RefusalCode.NOT_HOUNSFIELD, "the CT's HU", notHu.get());
    }
    try {
      return contour(ct, new Run(listener));
    } catch (CancellationException e) {
      return new Failed(FailureCode.CANCELLED, "stopped on request", listener.mayResume());
    } catch (Network.NetworkException e) {
      return new Failed(FailureCode.ENGINE, String.valueOf(e.getMessage()), false);
    } catch (OutOfMemoryError e) {
      return new Failed(FailureCode.OUT_OF_MEMORY, "not enough memory for this CT", true);
    }
  }

  private SegmentationOutcome contour(CtVolume ct, Run run) {
    VoxelGrid grid = ct.grid();
    double sliceMm = typicalSliceMm(grid);
    Morphology morphology = new Morphology(sliceMm, grid.rowSpacingMm(), grid.columnSpacingMm());
    double voxelCc = sliceMm * grid.rowSpacingMm() * grid.columnSpacingMm() / 1000;
    HuCandidates marks =
        HuCandidates.of(ct, network, done -> run.step("slices", done, grid.slices()));
    BitVolume body = new BodyFinder(ct, marks, morphology, voxelCc).find();
    run.step("structures", 1, 4);
    if (body.count() * voxelCc < SMALLEST_BODY_CC) {
      return new Refused(
          RefusalCode.NO_BODY_FOUND,
          "the CT's HU",
          "no body of at least " + (int) SMALLEST_BODY_CC + " cc; is this a patient CT in HU?");
    }
    BitVolume bone = new BoneFinder(ct, marks, morphology, voxelCc).find(body);
    run.step("structures", 2, 4);
    Optional<String> beyond = BodyLimits.beyond(grid, body, bone, voxelCc);
    if (beyond.isPresent()) {
      return new Refused(RefusalCode.NOT_HOUNSFIELD, "the CT's HU", beyond.get());
    }
    LungFinder lungFinder = new LungFinder(ct, marks, morphology, voxelCc);
    LungFinder.Lungs lungs = lungFinder.find(body, bone);
    run.step("structures", 3, 4);
    List<String> notes = new ArrayList<>();
    if (wants("Bone")) {
      ContrastCheck.note(ct, bone, voxelCc).ifPresent(notes::add);
    }
    LungSides.Sides sides =
        sides(lungs.voxels(), bone, new LungSides(grid, morphology), voxelCc, notes);
    BitVolume left = lungFinder.withVessels(sides.left(), body, sides.right(), lungs.airways());
    BitVolume right = lungFinder.withVessels(sides.right(), body, left, lungs.airways());
    run.step("structures", 4, 4);
    Map<String, Supplier<BitVolume>> found =
        more(ct, marks, body, bone, morphology, voxelCc, notes);
    found.put("Lung_L", () -> left);
    found.put("Lung_R", () -> right);
    found.put("Trachea", () -> lungs.tree().trachea());
    found.put("Bronchus_L", () -> lungs.tree().left());
    found.put("Bronchus_R", () -> lungs.tree().right());
    return structures.stream()
        .map(d -> SegmentedStructure.of(d, found.get(d.name()).get().toMask(grid), identity))
        .collect(Collectors.collectingAndThen(Collectors.toList(), s -> new Completed(s, notes)));
  }

  /** What needs no lungs, made when it is asked for. */
  private static Map<String, Supplier<BitVolume>> more(
      CtVolume ct,
      HuCandidates marks,
      BitVolume body,
      BitVolume bone,
      Morphology morphology,
      double voxelCc,
      List<String> notes) {
    Map<String, Supplier<BitVolume>> found = new HashMap<>();
    found.put("External", () -> body);
    found.put("Bone", () -> bone);
    found.put("Couch", () -> new CouchFinder(ct, body).find());
    found.put("zMetal", () -> metal(ct, body, voxelCc, notes));
    ArmFinder arms = new ArmFinder(ct.grid(), morphology, voxelCc);
    found.put("Body-Arms", () -> body.copy().andNot(arms.find(body, bone)));
    found.put("SpinalCanal", () -> canal(ct, body, marks.boneWeak(), notes));
    return found;
  }

  private static BitVolume canal(CtVolume ct, BitVolume body, BitVolume dense, List<String> notes) {
    BitVolume canal = new CanalFinder(ct, body, dense).find();
    if (canal.isEmpty()) {
      notes.add("SpinalCanal is absent: no soft tissue ringed by vertebrae is seen along 25 mm");
    }
    return canal;
  }

  private boolean wants(String name) {
    return structures.stream().anyMatch(d -> d.name().equals(name));
  }

  private static BitVolume metal(CtVolume ct, BitVolume body, double voxelCc, List<String> notes) {
    BitVolume metal = MetalFinder.find(ct, body, voxelCc);
    MetalFinder.note(ct.grid(), metal, voxelCc).ifPresent(notes::add);
    return metal;
  }

  private LungSides.Sides sides(
      BitVolume lungs, BitVolume bone, LungSides splitter, double voxelCc, List<String> notes) {
    BitVolume none = new BitVolume(lungs.slices(), lungs.rows(), lungs.columns());
    if (lungs.isEmpty()) {
      return new LungSides.Sides(none, none);
    }
    Optional<LungSides.Sides> sides = splitter.split(lungs, bone);
    if (sides.isEmpty() && (wants("Lung_L") || wants("Lung_R"))) {
      notes.add("lung was seen, but not on which side of the patient: no lung is contoured");
    }
    sides.flatMap(s -> unnamed(lungs, s, voxelCc)).ifPresent(notes::add);
    return sides.orElse(new LungSides.Sides(none, none));
  }

  private Optional<String> unnamed(BitVolume lungs, LungSides.Sides sides, double voxelCc) {
    long lost = lungs.count() - sides.left().count() - sides.right().count();
    return lost * voxelCc < LEAST_UNNAMED_CC || !(wants("Lung_L") || wants("Lung_R"))
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%.0f cc of lung lie so near the midline that their side cannot be told:"
                    + " they are not contoured",
                lost * voxelCc));
  }

  private static double typicalSliceMm(VoxelGrid grid) {
    double[] steps =
        IntStream.range(0, grid.slices() - 1).mapToDouble(grid::sliceStepMm).sorted().toArray();
    return steps.length == 0 ? SINGLE_SLICE_MM : steps[steps.length / 2];
  }

  @Override
  public String toString() {
    return "HuAnatomySegmenter[" + identity.label() + ", " + NAMES + "]";
  }

  /** Tells the listener and asks it whether to stop. */
  private final class Run {
    private final SegmentationListener listener;

    Run(SegmentationListener listener) {
      this.listener = listener;
    }

    void step(String step, int done, int total) {
      if (listener.isCancelled()) {
        throw new CancellationException();
      }
      listener.progressed(new Progress(identity.label(), step, done, total));
    }
  }
}
