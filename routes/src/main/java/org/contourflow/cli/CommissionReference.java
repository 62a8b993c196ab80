package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.contourflow.commission.ReferenceCases;
import org.contourflow.commission.ReferenceLimits;
import org.contourflow.commission.SheetLine;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NiftiCases;
import org.contourflow.volume.BinaryMask;

/** The site's own cases: a folder each with one CT and the one RTSTRUCT that clinicians drew. */
final class CommissionReference {
  private final Path data;
  private final ReferenceLimits limits;
  private final CaseSource cases;
  private final Map<String, ReferencedSeries> series = new LinkedHashMap<>();

  private CommissionReference(Path data, ReferenceLimits limits, CaseSource cases) {
    this.data = data;
    this.limits = limits;
    this.cases = cases;
  }

  /** Without cases. */
  static CommissionReference none(ReferenceLimits limits) {
    return new CommissionReference(null, limits, null);
  }

  /**
   * The cases of a folder, each read once.
   *
   * @param structures names by which reference contours are taken
   * @throws IOException naming each case that cannot be compared, and why
   */
  static CommissionReference open(Path data, List<String> structures, ReferenceLimits limits)
      throws IOException {
    if (NiftiCases.isOne(data)) {
      throw new IOException(
          data
              + " holds NIfTI files: commissioning sends DICOM through the system; give a folder a"
              + " case with the CT and its RTSTRUCT, or use evaluate");
    }
    CommissionReference reference =
        new CommissionReference(data, limits, DicomCases.open(data, structures));
    List<String> unfit = new ArrayList<>();
    for (String id : reference.cases.ids()) {
      reference.look(id).ifPresent(unfit::add);
    }
    if (!unfit.isEmpty()) {
      throw new IOException(
          data
              + " has cases that cannot be compared; mend them or take their folders away:"
              + System.lineSeparator()
              + String.join(System.lineSeparator(), unfit));
    }
    return reference;
  }

  /** Reads a case now, lest one that cannot be read ends the run after its last phantom. */
  private Optional<String> look(String id) {
    try {
      if (cases.read(id).contours().isEmpty()) {
        return Optional.of(
            id
                + ": none of its contours has the name of a structure that the models draw; say in"
                + " names.txt which are meant"
                + ofCase(id, cases.leftOut()));
      }
      Path folder = data.resolve(id);
      ReferencedSeries ct = CommissionReadBack.ct(folder, referenced(folder));
      for (Map.Entry<String, ReferencedSeries> other : series.entrySet()) {
        if (other.getValue().seriesInstanceUid().equals(ct.seriesInstanceUid())) {
          return Optional.of(id + ": has the same CT as " + other.getKey() + ", a case twice");
        }
      }
      series.put(id, ct);
      return Optional.empty();
    } catch (IOException e) {
      String why = Failure.describe(e);
      return Optional.of(why.startsWith(id) ? why : id + ": " + why);
    }
  }

  private static String ofCase(String id, List<String> lines) {
    List<String> own = lines.stream().filter(line -> line.startsWith(id + " ")).toList();
    return own.isEmpty() ? "" : ": " + String.join("; ", own);
  }

  /** The CT that the structure set of a folder refers to, if it says one. */
  private static Optional<String> referenced(Path folder) throws IOException {
    Set<String> uids = new LinkedHashSet<>();
    for (Path file : files(folder)) {
      if (header(file, DicomTag.SOPClassUID).equals(DicomUid.RT_STRUCTURE_SET_STORAGE)) {
        uids.addAll(StructureSetReader.read(file).referencedSeriesUids());
      }
    }
    return uids.size() == 1 ? Optional.of(uids.iterator().next()) : Optional.empty();
  }

  ReferenceLimits limits() {
    return limits;
  }

  List<String> seriesUids() {
    return series.values().stream().map(ReferencedSeries::seriesInstanceUid).toList();
  }

  /** Copies each CT, without its structure set, as if a scanner had sent it. */
  void dropInto(Path inbox) throws IOException {
    for (String id : series.keySet()) {
      Path folder = Files.createDirectories(inbox.resolve("reference-" + id));
      int number = 0;
      String wanted = series.get(id).seriesInstanceUid();
      for (Path file : files(data.resolve(id))) {
        if (header(file, DicomTag.SeriesInstanceUID).equals(wanted)) {
          Files.copy(file, folder.resolve("slice-" + number++ + ".dcm"));
        }
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Nothing of a file that is no DICOM: notes and thumbnails lie beside clinical files. */
  private static String header(Path file, int tag) throws IOException {
    try {
      return DicomFiles.readHeader(file).dataset().text(tag);
    } catch (DicomReadException e) {
      return "";
    }
  }

  /**
   * What came out against what clinicians drew.
   *
   * @param exported structure sets by the series that they refer to
   * @param stateOf says what became of a series
   */
  List<SheetLine> lines(Map<String, Path> exported, UnaryOperator<String> stateOf)
      throws IOException {
    ReferenceCases compared = new ReferenceCases(limits);
    List<SheetLine> lines = new ArrayList<>();
    for (Map.Entry<String, ReferencedSeries> each : series.entrySet()) {
      String id = each.getKey();
      String uid = each.getValue().seriesInstanceUid();
      Path file = exported.get(uid);
      lines.add(
          SheetLine.of(
              "case/" + id + "/delivered",
              "Reference cases",
              id + ": is contoured and delivered",
              "DELIVERED",
              file == null ? stateOf.apply(uid) : "DELIVERED",
              file != null));
      if (file != null) {
        compare(
            id, CommissionReadBack.masks(StructureSetReader.read(file), each.getValue()), compared);
      }
    }
    if (cases != null) {
      cases.readingLosses().forEach(loss -> lines.add(note("loss/", "read with loss", loss)));
      cases
          .leftOut()
          .forEach(roi -> lines.add(note("left-out/", "drawn, and compared with nothing", roi)));
    }
    lines.addAll(compared.lines());
    return lines;
  }

  private void compare(String id, Map<String, BinaryMask> found, ReferenceCases compared)
      throws IOException {
    Map<String, BinaryMask> drawn = cases.read(id).contours();
    drawn.forEach(
        (name, mask) -> {
          BinaryMask none = BinaryMask.wrap(mask.grid(), new java.util.BitSet());
          compared.add(id, name, mask, found.getOrDefault(name, none));
        });
  }

  private static SheetLine note(String kind, String what, String text) {
    return SheetLine.note(kind + text, "Reference cases", what, text);
  }
}
