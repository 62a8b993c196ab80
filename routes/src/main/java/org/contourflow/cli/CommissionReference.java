package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.contourflow.commission.ReferenceCases;
import org.contourflow.commission.ReferenceLimits;
import org.contourflow.commission.SheetLine;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
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
   * The cases of a folder.
   *
   * @param structures names by which reference contours are taken
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
    for (String id : reference.cases.ids()) {
      reference.series.put(id, CommissionReadBack.ct(data.resolve(id)));
    }
    return reference;
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
      for (Path file : images(data.resolve(id))) {
        Files.copy(file, folder.resolve("slice-" + number++ + ".dcm"));
      }
    }
  }

  private static List<Path> images(Path folder) throws IOException {
    List<Path> images = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (DicomFiles.readHeader(file)
            .dataset()
            .text(DicomTag.SOPClassUID)
            .equals(DicomUid.CT_IMAGE_STORAGE)) {
          images.add(file);
        }
      }
    }
    return images;
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
        compare(id, new CommissionReadBack(id, data.resolve(id), file).masks(), compared);
      }
    }
    if (cases != null) {
      cases.readingLosses().forEach(loss -> lines.add(loss(loss)));
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

  private static SheetLine loss(String text) {
    return SheetLine.note("loss/" + text, "Reference cases", "read with loss", text);
  }
}
