package org.contourflow.workflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.home.SafeFiles;
import org.contourflow.qa.QaFinding;
import org.contourflow.report.CaseReport;
import org.contourflow.report.FindingPicture;
import org.contourflow.report.HuWindow;
import org.contourflow.report.ReportStructure;
import org.contourflow.volume.CtVolume;

/**
 * The findings of a case for people and programs: with pictures in the report, and in the case's
 * folder as {@code findings.json} (code, severity, structure, slice from 0 or null, text, picture:
 * a file beside it or null).
 */
final class ReportedFindings {
  /** Of more than this a page becomes slow to read; the gravest come first. */
  private static final int MOST_PICTURES = 12;

  private ReportedFindings() {}

  /** Draws and writes them; returns them as the report shows them. */
  static List<CaseReport.Finding> write(
      List<QaFinding> findings, List<ReportStructure> structures, CtVolume ct, CaseFolder folder)
      throws IOException {
    List<CaseReport.Finding> shown = new ArrayList<>();
    List<Map<String, Object>> written = new ArrayList<>();
    int pictures = 0;
    for (QaFinding f : findings) {
      Optional<byte[]> png =
          pictures < MOST_PICTURES ? picture(f, structures, ct) : Optional.empty();
      String file = null;
      if (png.isPresent()) {
        file = "finding-" + ++pictures + ".png";
        SafeFiles.write(png.get(), folder.root().resolve(file));
      }
      String severity = f.severity().name();
      shown.add(
          new CaseReport.Finding(severity, f.code().id(), f.structure(), f.text(), f.slice(), png));
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("code", f.code().id());
      line.put("severity", severity);
      line.put("structure", f.structure());
      line.put("slice", f.slice().isPresent() ? f.slice().getAsInt() : null);
      line.put("text", f.text());
      line.put("picture", file);
      written.add(line);
    }
    SafeFiles.write(new ObjectMapper().writeValueAsBytes(written), folder.findings());
    return shown;
  }

  private static Optional<byte[]> picture(
      QaFinding finding, List<ReportStructure> structures, CtVolume ct) throws IOException {
    Optional<ReportStructure> of =
        structures.stream().filter(s -> s.name().equals(finding.structure())).findFirst();
    return of.isEmpty()
        ? Optional.empty()
        : FindingPicture.png(ct, of.get(), finding.slice(), HuWindow.SOFT_TISSUE);
  }
}
