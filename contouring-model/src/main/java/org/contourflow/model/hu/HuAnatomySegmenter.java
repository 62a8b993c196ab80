package org.contourflow.model.hu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
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
import org.contourflow.model.SharedFindings;
import org.contourflow.model.StructureDefinition;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;

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

  /** Finding needs nothing of the structures wanted: models of the same weights find the same. */
  @Override
  public Optional<String> shares() {
    return Optional.of("hu-anatomy " + identity.weightsSha256());
  }

  @Override
  public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
    return segment(ct, new SharedFindings(), listener);
  }

  @Override
  public SegmentationOutcome segment(
      CtVolume ct, SharedFindings shared, SegmentationListener listener) {
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
      return contour(ct, shared, new Run(listener));
    } catch (CancellationException e) {
      return new Failed(FailureCode.CANCELLED, "stopped on request", listener.mayResume());
    } catch (Network.NetworkException e) {
      return new Failed(FailureCode.ENGINE, String.valueOf(e.getMessage()), false);
    } catch (OutOfMemoryError e) {
      return new Failed(FailureCode.OUT_OF_MEMORY, "not enough memory for this CT", true);
    }
  }

  private SegmentationOutcome contour(CtVolume ct, SharedFindings shared, Run run) {
    VoxelGrid grid = ct.grid();
    FoundAnatomy found =
        shared.of(
            shares().orElseThrow(),
            FoundAnatomy.class,
            () -> new FoundAnatomy(ct, network, done -> run.step("slices", done, grid.slices())));
    BitVolume body = found.body();
    run.step("structures", 1, 4);
    if (body.count() * found.voxelCc() < SMALLEST_BODY_CC) {
      return new Refused(
          RefusalCode.NO_BODY_FOUND,
          "the CT's HU",
          "no body of at least " + (int) SMALLEST_BODY_CC + " cc; is this a patient CT in HU?");
    }
    BitVolume bone = found.bone();
    run.step("structures", 2, 4);
    Optional<String> beyond = BodyLimits.beyond(grid, body, bone, found.voxelCc());
    if (beyond.isPresent()) {
      return new Refused(RefusalCode.NOT_HOUNSFIELD, "the CT's HU", beyond.get());
    }
    List<String> notes = new ArrayList<>();
    if (wants("Bone")) {
      ContrastCheck.note(ct, bone, found.voxelCc()).ifPresent(notes::add);
    }
    if (wants("Lung_L") || wants("Lung_R")) {
      found.sidesNote().ifPresent(notes::add);
      notes.addAll(found.denseNotes());
    }
    run.step("structures", 3, 4);
    Map<String, Supplier<BitVolume>> makers = makers(ct, found, notes);
    List<SegmentedStructure> made =
        structures.stream()
            .map(d -> SegmentedStructure.of(d, makers.get(d.name()).get().toMask(grid), identity))
            .toList();
    run.step("structures", 4, 4);
    return new Completed(made, notes);
  }

  /** Each structure, made when it is asked for. */
  private static Map<String, Supplier<BitVolume>> makers(
      CtVolume ct, FoundAnatomy found, List<String> notes) {
    Map<String, Supplier<BitVolume>> makers = new HashMap<>();
    makers.put("External", found::body);
    makers.put("Bone", found::bone);
    makers.put("Lung_L", () -> found.sides().left());
    makers.put("Lung_R", () -> found.sides().right());
    makers.put("Trachea", () -> found.lungs().tree().trachea());
    makers.put("Bronchus_L", () -> found.lungs().tree().left());
    makers.put("Bronchus_R", () -> found.lungs().tree().right());
    makers.put("Couch", () -> new CouchFinder(ct, found.body()).find());
    makers.put("zMetal", () -> metal(ct, found, notes));
    makers.put("Body-Arms", () -> withoutArms(ct, found));
    makers.put("SpinalCanal", () -> canal(ct, found, notes));
    return makers;
  }

  private static BitVolume withoutArms(CtVolume ct, FoundAnatomy found) {
    ArmFinder arms = new ArmFinder(ct.grid(), found.morphology(), found.voxelCc());
    return found.body().copy().andNot(arms.find(found.body(), found.bone()));
  }

  private static BitVolume canal(CtVolume ct, FoundAnatomy found, List<String> notes) {
    BitVolume canal = new CanalFinder(ct, found.body(), found.dense()).find();
    if (canal.isEmpty()) {
      notes.add("SpinalCanal is absent: no soft tissue ringed by vertebrae is seen along 25 mm");
    }
    return canal;
  }

  private boolean wants(String name) {
    return structures.stream().anyMatch(d -> d.name().equals(name));
  }

  private static BitVolume metal(CtVolume ct, FoundAnatomy found, List<String> notes) {
    BitVolume metal = MetalFinder.find(ct, found.body(), found.voxelCc());
    MetalFinder.note(ct.grid(), metal, found.voxelCc()).ifPresent(notes::add);
    return metal;
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
