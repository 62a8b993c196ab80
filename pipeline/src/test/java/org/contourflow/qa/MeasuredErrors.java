package org.contourflow.qa;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Patients and the errors put into them as numbers: what the review compares with limits, before
 * any limit. Kept in target/measured, a file a patient; delete it when a feature changes.
 */
final class MeasuredErrors {
  private static final Path FOLDER = Path.of("target", "measured");

  /** What is said without any range or reference. */
  private static final Set<QaCode> RULES =
      EnumSet.of(QaCode.WRONG_SIDE, QaCode.GAP, QaCode.PAIR_OVERLAPS, QaCode.IMAGE_BORDER);

  private final InjectedMasks masks;

  MeasuredErrors(InjectedMasks masks) {
    this.masks = masks;
  }

  /** A patient's right contours, and what was made of them. */
  record Patient(String id, State right, List<Fault> faults) {}

  /**
   * One error.
   *
   * @param about the structures of which a finding counts
   * @param state only the structures whose numbers differ
   */
  record Fault(
      InjectedError error, String organ, boolean isGross, Set<String> about, State state) {}

  /**
   * Numbers of some structures.
   *
   * @param overlaps share of the smaller of two, by {@link QaReference#pair}, where they share any
   * @param ruled structures with a warning that needs no reference
   */
  record State(Map<String, Measures> measures, Map<String, Double> overlaps, Set<String> ruled) {}

  /** Of this patient; measured if it is not kept. */
  Patient of(String id) {
    return kept(id, FOLDER.resolve(id), () -> measure(masks.of(id)));
  }

  /** The same without any error in it. */
  Patient right(String id) {
    return kept(
        id,
        FOLDER.resolve(id + ".right"),
        () -> measure(new InjectedMasks.WithFaults(masks.right(id), List.of())));
  }

  private static Patient kept(String id, Path file, Supplier<Patient> measure) {
    try {
      if (!Files.exists(file)) {
        Patient made = measure.get();
        Files.createDirectories(FOLDER);
        Path part = file.resolveSibling(id + ".part");
        try (DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
          write(made, out);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        return read(id, in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Patient measure(InjectedMasks.WithFaults of) {
    Map<String, SegmentedStructure> right = new TreeMap<>();
    of.patient().structures().forEach(s -> right.put(s.definition().name(), s));
    State before = state(of.patient().ct(), right, Map.of(), right.keySet());
    List<Fault> faults = new ArrayList<>();
    for (InjectedMasks.Fault f : of.faults()) {
      InjectedErrors.Made made = InjectedErrors.made(of.patient().ct(), right, f.wrong());
      State after =
          state(
              made.ct(),
              made.structures(),
              made.isAllNew() ? Map.of() : before.measures(),
              made.isAllNew() ? made.structures().keySet() : f.wrong().changed().keySet());
      faults.add(new Fault(f.error(), f.organ(), f.isGross(), f.wrong().about(), after));
    }
    return new Patient(of.patient().id(), before, faults);
  }

  private static State state(
      CtVolume ct,
      Map<String, SegmentedStructure> structures,
      Map<String, Measures> known,
      Set<String> fresh) {
    Optional<BinaryMask> body = Optional.ofNullable(structures.get("External")).map(s -> s.mask());
    Map<String, Measures> own = new TreeMap<>();
    for (String name : fresh) {
      SegmentedStructure s = structures.get(name);
      if (!s.mask().isEmpty()) {
        RoiType type = s.definition().interpretedType();
        own.put(
            name, MaskMeasurer.of(s.mask(), type, Optional.of(ct), body, OpenKbp.SINGLE_SLICE_MM));
      }
    }
    Set<String> ruled =
        StructureQa.review(
                structures.values().stream().filter(s -> concerns(s, fresh)).toList(),
                QaLimits.USUAL,
                s -> {
                  String name = s.definition().name();
                  return own.containsKey(name) ? own.get(name) : known.get(name);
                })
            .stream()
            .filter(f -> f.severity() != Severity.NOTE && RULES.contains(f.code()))
            .map(QaFinding::structure)
            .collect(Collectors.toSet());
    return new State(own, overlaps(structures, fresh), ruled);
  }

  /** By the rules an error concerns the structures that it changed, their partners and the body. */
  private static boolean concerns(SegmentedStructure s, Set<String> fresh) {
    return fresh.contains(s.definition().name())
        || s.definition().partner().filter(fresh::contains).isPresent()
        || s.definition().interpretedType() == RoiType.EXTERNAL;
  }

  private static Map<String, Double> overlaps(
      Map<String, SegmentedStructure> structures, Set<String> fresh) {
    Map<String, Double> shares = new TreeMap<>();
    for (String a : fresh) {
      for (String b : structures.keySet()) {
        BinaryMask one = structures.get(a).mask();
        BinaryMask other = structures.get(b).mask();
        if (isOrgan(a) && isOrgan(b) && !a.equals(b) && !one.isEmpty() && !other.isEmpty()) {
          BitSet both = one.toBitSet();
          both.and(other.toBitSet());
          double share = both.cardinality() / (double) Math.min(one.count(), other.count());
          if (share > 0 || structures.size() == fresh.size()) {
            shares.put(QaReference.pair(a, b), share);
          }
        }
      }
    }
    return shares;
  }

  private static boolean isOrgan(String name) {
    return !name.equals("External") && !name.equals("Bone");
  }

  private static void write(Patient patient, DataOutputStream out) throws IOException {
    write(patient.right(), out);
    out.writeInt(patient.faults().size());
    for (Fault f : patient.faults()) {
      out.writeUTF(f.error().name());
      out.writeUTF(f.organ());
      out.writeBoolean(f.isGross());
      out.writeUTF(String.join(" ", f.about()));
      write(f.state(), out);
    }
  }

  private static Patient read(String id, DataInputStream in) throws IOException {
    State right = state(in);
    List<Fault> faults = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      faults.add(
          new Fault(
              InjectedError.valueOf(in.readUTF()),
              in.readUTF(),
              in.readBoolean(),
              names(in),
              state(in)));
    }
    return new Patient(id, right, faults);
  }

  private static Set<String> names(DataInputStream in) throws IOException {
    String text = in.readUTF();
    return text.isEmpty() ? Set.of() : new HashSet<>(List.of(text.split(" ")));
  }

  private static void write(State state, DataOutputStream out) throws IOException {
    out.writeUTF(String.join(" ", state.ruled()));
    out.writeInt(state.overlaps().size());
    for (Map.Entry<String, Double> e : state.overlaps().entrySet()) {
      out.writeUTF(e.getKey());
      out.writeDouble(e.getValue());
    }
    out.writeInt(state.measures().size());
    for (Map.Entry<String, Measures> e : state.measures().entrySet()) {
      out.writeUTF(e.getKey());
      write(e.getValue(), out);
    }
  }

  private static State state(DataInputStream in) throws IOException {
    Set<String> ruled = names(in);
    Map<String, Double> overlaps = new TreeMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      overlaps.put(in.readUTF(), in.readDouble());
    }
    Map<String, Measures> measures = new LinkedHashMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      measures.put(in.readUTF(), measures(in));
    }
    return new State(measures, overlaps, ruled);
  }

  private static void write(Measures m, DataOutputStream out) throws IOException {
    MaskFacts f = m.facts();
    out.writeInt(f.firstSlice());
    out.writeInt(f.lastSlice());
    out.writeInt(f.emptySlices());
    out.writeBoolean(f.touchesRim());
    write(f.ends().foot(), out);
    write(f.ends().head(), out);
    out.writeBoolean(f.cutAtFoot());
    out.writeBoolean(f.cutAtHead());
    write(f.centroid(), out);
    out.writeDouble(f.volumeCc());
    out.writeBoolean(m.isCut());
    for (Feature feature : Feature.values()) {
      out.writeDouble(m.get(feature).orElse(Double.NaN));
    }
  }

  private static void write(PatientPoint at, DataOutputStream out) throws IOException {
    out.writeDouble(at.xMm());
    out.writeDouble(at.yMm());
    out.writeDouble(at.zMm());
  }

  private static PatientPoint point(DataInputStream in) throws IOException {
    return new PatientPoint(in.readDouble(), in.readDouble(), in.readDouble());
  }

  private static Measures measures(DataInputStream in) throws IOException {
    MaskFacts facts =
        new MaskFacts(
            in.readInt(),
            in.readInt(),
            in.readInt(),
            in.readBoolean(),
            new MaskFacts.Ends(point(in), point(in), in.readBoolean(), in.readBoolean()),
            point(in),
            in.readDouble());
    Measures m = new Measures(facts, in.readBoolean());
    for (Feature feature : Feature.values()) {
      m.put(feature, in.readDouble());
    }
    return m;
  }
}
