package org.contourflow.workflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.home.SafeFiles;
import org.contourflow.qa.QaFinding;
import org.contourflow.qa.Severity;
import org.contourflow.report.CaseReport;
import org.contourflow.report.FindingPicture;

/**
 * The findings of a case for people and programs: with pictures in the report, and in the case's
 * folder as {@code findings.json} (code, severity, structure, slice from 0 or null, text, picture:
 * a file beside it or null).
 */
final class ReportedFindings {
  /** Of more than this a page becomes slow to read; the gravest come first. The rest are files. */
  private static final int MOST_IN_REPORT = 12;

  private final FindingPicture pictures;
  private final CaseFolder folder;

  ReportedFindings(FindingPicture pictures, CaseFolder folder) {
    this.pictures = pictures;
    this.folder = folder;
  }

  /** Draws and writes them; returns them as the report shows them. */
  List<CaseReport.Finding> write(List<QaFinding> findings) throws IOException {
    removeOld();
    List<CaseReport.Finding> shown = new ArrayList<>();
    List<Map<String, Object>> written = new ArrayList<>();
    int drawn = 0;
    for (QaFinding f : findings) {
      Optional<byte[]> png = picture(f);
      String file = null;
      if (png.isPresent()) {
        drawn++;
        SafeFiles.write(png.get(), folder.finding(drawn));
        file = folder.relative(folder.finding(drawn));
      }
      shown.add(
          new CaseReport.Finding(
              f.severity().name(),
              f.code().id(),
              f.structure(),
              f.text(),
              f.slice(),
              drawn <= MOST_IN_REPORT ? png : Optional.empty()));
      written.add(line(f, file));
    }
    SafeFiles.write(new ObjectMapper().writeValueAsBytes(written), folder.findings());
    return shown;
  }

  /** A note of a whole structure (it reaches the scan's end) is seen in the report's sheet. */
  private Optional<byte[]> picture(QaFinding f) throws IOException {
    boolean plain = f.severity() == Severity.NOTE && f.slice().isEmpty();
    return plain ? Optional.empty() : pictures.png(f.structure(), f.slice());
  }

  private static Map<String, Object> line(QaFinding f, String picture) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("code", f.code().id());
    line.put("severity", f.severity().name());
    line.put("structure", f.structure());
    line.put("slice", f.slice().isPresent() ? f.slice().getAsInt() : null);
    line.put("text", f.text());
    line.put("picture", picture);
    return line;
  }

  /** Of an earlier report of the case, which may have had more. */
  private void removeOld() throws IOException {
    for (int i = 1; Files.deleteIfExists(folder.finding(i)); i++) {
      continue;
    }
  }
}
