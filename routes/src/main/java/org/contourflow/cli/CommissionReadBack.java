package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.commission.KnownTruth;
import org.contourflow.commission.SheetLine;
import org.contourflow.rtstruct.check.CheckRule.Severity;
import org.contourflow.rtstruct.check.StructureSetFileCheck;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.structure.NameCheck;
import org.contourflow.testdata.PhantomTruth;
import org.contourflow.volume.BinaryMask;

/** One exported structure set, read back on the CT that it was made of. */
final class CommissionReadBack {
  private final String id;
  private final ReferencedSeries ct;
  private final Path file;
  private final ReadStructureSet set;
  private final Map<String, BinaryMask> masks;

  /**
   * Reads it.
   *
   * @param id names it in the sheet
   * @throws IOException if the set or its CT cannot be read
   */
  CommissionReadBack(String id, Path ctFolder, Path file) throws IOException {
    this.id = id;
    this.file = file;
    this.ct = ct(ctFolder);
    this.set = StructureSetReader.read(file);
    this.masks = masks(set, ct);
  }

  static ReferencedSeries ct(Path folder) throws IOException {
    return ct(folder, Optional.empty());
  }

  /** The CT of a folder; of several that of the UID. */
  static ReferencedSeries ct(Path folder, Optional<String> seriesUid) throws IOException {
    CtFolder.Outcome outcome = CtFolder.load(folder, seriesUid);
    if (outcome instanceof CtFolder.Outcome.Found found) {
      return found.series();
    }
    CtFolder.Outcome.Refused refused = (CtFolder.Outcome.Refused) outcome;
    throw new IOException(refused.reason() + ". What to do: " + refused.whatToDo());
  }

  static Map<String, BinaryMask> masks(ReadStructureSet set, ReferencedSeries ct) {
    StructureSetRasterizer rasterizer = new StructureSetRasterizer(ct.grid());
    Map<String, BinaryMask> masks = new LinkedHashMap<>();
    set.rois().forEach(roi -> masks.put(roi.name(), rasterizer.rasterize(roi).mask()));
    return masks;
  }

  Map<String, BinaryMask> masks() {
    return masks;
  }

  /** Conformance and names. */
  void conformance(List<SheetLine> lines) throws IOException {
    long errors =
        StructureSetFileCheck.check(file, Optional.of(ct)).stream()
            .filter(f -> f.severity() == Severity.ERROR)
            .count();
    lines.add(
        SheetLine.of(
            id + "/conformance",
            "RTSTRUCT",
            id + ": errors of the checker against the CT",
            "0",
            Long.toString(errors),
            errors == 0));
    List<String> wrong =
        NameCheck.check(set.rois().stream().map(ReadRoi::name).toList()).stream()
            .filter(NameCheck.Finding::error)
            .map(NameCheck.Finding::name)
            .toList();
    lines.add(
        SheetLine.of(
            id + "/names",
            "Naming",
            id + ": names that a planning system may refuse",
            "none",
            wrong.isEmpty() ? "none" : wrong.toString(),
            wrong.isEmpty()));
  }

  /** What both have; what only the truth has is not asked of the site's models. */
  void geometry(PhantomTruth truth, List<SheetLine> lines) {
    for (String name : truth.names()) {
      if (masks.containsKey(name)) {
        lines.addAll(
            KnownTruth.judge(
                id, name, BinaryMask.wrap(ct.grid(), truth.mask(name)), masks.get(name)));
      }
    }
    masks.forEach(
        (name, mask) -> {
          String right = name.replaceFirst("_L$", "_R");
          BinaryMask other = masks.get(right);
          if (name.endsWith("_L") && other != null && !other.isEmpty() && !mask.isEmpty()) {
            lines.add(KnownTruth.sides(id, name + " and " + right, mask, other));
          }
        });
  }
}
