package org.contourflow.qa;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.testdata.SharedData;
import org.contourflow.train.data.CaseSource.LabelledCase;
import org.contourflow.train.data.NiftiCases;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * OpenKBP's patients with the clinicians' contours as if a network had made them, and External and
 * Bone by HU; only the slices that may be used. Skips the test where they are absent.
 */
final class OpenKbp implements AutoCloseable {
  static final double SINGLE_SLICE_MM = 3;
  static final ModelIdentity CLINICIAN =
      new ModelIdentity("clinician", "1", "0".repeat(64), "Clinical contours", false);

  private final Path folder;
  private final NiftiCases cases;
  private final Segmenter anatomy;

  OpenKbp() throws IOException {
    folder = SharedData.require("openkbp_hn");
    cases = new NiftiCases(folder);
    anatomy = ModelsInService.huAnatomy();
  }

  /** A patient. */
  record Patient(String id, CtVolume ct, List<SegmentedStructure> structures) {}

  /** Ids of a part: {@code train-pats}, {@code validation-pats} or {@code test-pats}. */
  List<String> ids(String part) throws IOException {
    return Files.readAllLines(folder.resolve("cases.csv")).stream()
        .map(line -> line.split(","))
        .filter(cells -> cells[1].equals(part))
        .map(cells -> cells[0])
        .toList();
  }

  /** Its CT alone, the same slices. */
  CtVolume ct(String id) throws IOException {
    LabelledCase whole = cases.read(id);
    return crop(whole.ct(), whole.firstSlice(), whole.lastSlice());
  }

  Patient read(String id) {
    return read(id, this::anatomy);
  }

  /** With External and Bone that are perhaps known already. */
  Patient read(String id, Function<CtVolume, List<SegmentedStructure>> byHu) {
    try {
      LabelledCase whole = cases.read(id);
      CtVolume ct = crop(whole.ct(), whole.firstSlice(), whole.lastSlice());
      List<SegmentedStructure> all = new ArrayList<>(byHu.apply(ct));
      new java.util.TreeMap<>(whole.contours())
          .forEach(
              (name, mask) -> {
                BinaryMask cropped = crop(mask, ct.grid(), whole.firstSlice());
                if (!cropped.isEmpty()) {
                  all.add(SegmentedStructure.of(definition(name), cropped, CLINICIAN));
                }
              });
      return new Patient(id, ct, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What shows by HU and has no partner: External and Bone. */
  List<SegmentedStructure> anatomy(CtVolume ct) {
    SegmentationOutcome outcome = anatomy.segment(ct, SegmentationListener.NONE);
    return outcome instanceof SegmentationOutcome.Completed completed
        ? completed.structures().stream()
            .filter(s -> !s.mask().isEmpty() && s.definition().partner().isEmpty())
            .toList()
        : List.of();
  }

  /** How the HU anatomy calls this structure. */
  StructureDefinition byHu(String name) {
    return anatomy.structures().stream()
        .filter(d -> d.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  ModelIdentity byHuModel() {
    return anatomy.identity();
  }

  static CtVolume crop(CtVolume ct, int first, int last) {
    VoxelGrid grid = ct.grid();
    VoxelGrid part =
        new VoxelGrid(
            grid.sliceOrigins().subList(first, last + 1),
            grid.orientation(),
            grid.rowSpacingMm(),
            grid.columnSpacingMm(),
            grid.rows(),
            grid.columns());
    int plane = grid.rows() * grid.columns();
    short[] hu = new short[(int) part.voxelCount()];
    ct.values().get(first * plane, hu);
    return CtVolume.wrap(part, hu);
  }

  private static BinaryMask crop(BinaryMask mask, VoxelGrid grid, int first) {
    int plane = grid.rows() * grid.columns();
    BitSet bits = mask.toBitSet().get(first * plane, (first + grid.slices()) * plane);
    return BinaryMask.wrap(grid, bits);
  }

  static StructureDefinition definition(String name) {
    boolean left = name.endsWith("_L");
    boolean paired = left || name.endsWith("_R");
    String stem = name.substring(0, name.length() - (paired ? 1 : 0));
    return new StructureDefinition(
        new Structure(
            name,
            RoiType.ORGAN,
            new RoiColour(1, 2, 3),
            Optional.empty(),
            paired ? (left ? Laterality.LEFT : Laterality.RIGHT) : Laterality.UNPAIRED,
            paired ? Optional.of(stem + (left ? "R" : "L")) : Optional.empty()),
        Optional.empty(),
        true,
        true);
  }

  /**
   * Whether the CT is blank around the cord or brainstem: its publishers kept the organs' own
   * voxels of slices that they otherwise set to -1024.
   */
  static boolean isBlank(Map<String, Measures> measures) {
    return java.util.stream.Stream.of("SpinalCord", "Brainstem")
        .filter(measures::containsKey)
        .anyMatch(n -> measures.get(n).get(Feature.OUTSIDE).orElse(1) > 0.1);
  }

  /** Organs, by patient, that the network's training leaves out as doubtful. */
  static Map<String, java.util.Set<String>> doubtful() throws IOException {
    Path list = Path.of("").toAbsolutePath().resolveSibling("contouring-model/train/doubtful.txt");
    Map<String, java.util.Set<String>> of = new java.util.HashMap<>();
    for (String line : Files.readAllLines(list)) {
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
      if (words.length == 2) {
        of.computeIfAbsent(words[0], id -> new java.util.TreeSet<>()).add(words[1]);
      }
    }
    return of;
  }

  /** Of each structure that is there. */
  static Map<String, Measures> measure(Patient patient) {
    Optional<BinaryMask> body =
        patient.structures().stream()
            .filter(s -> s.definition().interpretedType() == RoiType.EXTERNAL)
            .map(SegmentedStructure::mask)
            .findFirst();
    Map<String, Measures> all = new LinkedHashMap<>();
    for (SegmentedStructure s : patient.structures()) {
      if (!s.mask().isEmpty()) {
        StructureDefinition d = s.definition();
        all.put(
            d.name(),
            MaskMeasurer.of(
                s.mask(), d.interpretedType(), Optional.of(patient.ct()), body, SINGLE_SLICE_MM));
      }
    }
    return all;
  }

  @Override
  public void close() {
    anatomy.close();
  }
}
