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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.qa.InjectedError.Case;
import org.contourflow.qa.InjectedError.Wrong;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Patients with every error that can be put into them. Making the errors takes half a minute a
 * patient, so that they are kept: a file a patient in target/injected, good as long as {@link
 * InjectedError} stays as it is. Delete the folder when it changes.
 */
final class InjectedMasks {
  private static final Path FOLDER = Path.of("target", "injected");

  private final OpenKbp data;

  InjectedMasks(OpenKbp data) {
    this.data = data;
  }

  /**
   * One error.
   *
   * @param organ the one it was put into first
   */
  record Fault(InjectedError error, String organ, boolean isGross, Wrong wrong) {}

  /** A right case and what was made of it. */
  record WithFaults(OpenKbp.Patient patient, List<Fault> faults) {}

  /** Of this patient; made if it is not kept. */
  WithFaults of(String id) {
    Path file = FOLDER.resolve(id + ".gz");
    try {
      return Files.exists(file) ? read(id, file) : make(id, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A patient as it is. */
  OpenKbp.Patient right(String id) {
    return data.read(id);
  }

  private WithFaults make(String id, Path file) throws IOException {
    OpenKbp.Patient patient = data.read(id);
    WithFaults made = new WithFaults(patient, faults(right(patient)));
    Files.createDirectories(FOLDER);
    Path part = file.resolveSibling(id + ".part");
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(part))))) {
      write(masks(patient.structures().stream().filter(s -> isByHu(s)).toList()), out);
      out.writeInt(made.faults().size());
      for (Fault f : made.faults()) {
        out.writeUTF(f.error().name());
        out.writeUTF(f.organ());
        out.writeBoolean(f.isGross());
        out.writeUTF(String.join(" ", f.wrong().about()));
        out.writeBoolean(f.wrong().ct().isPresent());
        out.writeInt(f.wrong().firstSlice());
        write(f.wrong().changed(), out);
      }
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    return made;
  }

  private static boolean isByHu(SegmentedStructure s) {
    return !s.model().equals(OpenKbp.CLINICIAN);
  }

  static Case right(OpenKbp.Patient patient) {
    return new Case(patient.ct(), masks(patient.structures()));
  }

  private static Map<String, BinaryMask> masks(List<SegmentedStructure> structures) {
    Map<String, BinaryMask> masks = new TreeMap<>();
    structures.forEach(s -> masks.put(s.definition().name(), s.mask()));
    return masks;
  }

  private static List<Fault> faults(Case right) {
    List<Fault> faults = new ArrayList<>();
    for (InjectedError error : InjectedError.values()) {
      for (String organ : right.organs()) {
        for (boolean isGross : new boolean[] {false, true}) {
          error
              .put(right, organ, isGross)
              .ifPresent(wrong -> faults.add(new Fault(error, organ, isGross, wrong)));
        }
      }
    }
    return faults;
  }

  private WithFaults read(String id, Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
      OpenKbp.Patient patient = data.read(id, ct -> byHu(ct.grid(), in));
      Case right = right(patient);
      List<Fault> faults = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        InjectedError error = InjectedError.valueOf(in.readUTF());
        String organ = in.readUTF();
        boolean isGross = in.readBoolean();
        Set<String> about = new HashSet<>(List.of(in.readUTF().split(" ")));
        // A whole CT is made anew: it is quick, and large to keep.
        Optional<CtVolume> ct =
            in.readBoolean()
                ? error.put(right, organ, isGross).orElseThrow().ct()
                : Optional.empty();
        int firstSlice = in.readInt();
        Map<String, BinaryMask> changed = masks(right.ct().grid(), in);
        faults.add(new Fault(error, organ, isGross, new Wrong(changed, about, ct, firstSlice)));
      }
      return new WithFaults(patient, faults);
    }
  }

  private List<SegmentedStructure> byHu(VoxelGrid grid, DataInputStream in) {
    try {
      List<SegmentedStructure> all = new ArrayList<>();
      masks(grid, in)
          .forEach(
              (name, mask) ->
                  all.add(SegmentedStructure.of(data.byHu(name), mask, data.byHuModel())));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each mask from its first set word to its last. */
  private static void write(Map<String, BinaryMask> masks, DataOutputStream out)
      throws IOException {
    out.writeInt(masks.size());
    for (Map.Entry<String, BinaryMask> e : masks.entrySet()) {
      BitSet bits = e.getValue().toBitSet();
      int skipped = Math.max(0, bits.nextSetBit(0)) / 64;
      long[] words = bits.get(64 * skipped, Math.max(64 * skipped, bits.length())).toLongArray();
      out.writeUTF(e.getKey());
      out.writeInt(skipped);
      out.writeInt(words.length);
      for (long word : words) {
        out.writeLong(word);
      }
    }
  }

  private static Map<String, BinaryMask> masks(VoxelGrid grid, DataInputStream in)
      throws IOException {
    Map<String, BinaryMask> masks = new LinkedHashMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      String name = in.readUTF();
      int skipped = in.readInt();
      long[] words = new long[skipped + in.readInt()];
      for (int i = skipped; i < words.length; i++) {
        words[i] = in.readLong();
      }
      masks.put(name, BinaryMask.wrap(grid, BitSet.valueOf(words)));
    }
    return masks;
  }
}
