package org.contourflow.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** Says at the top of a report that was drawn before, and on paper, that it is outdated. */
public final class OutdatedMark {
  private static final String BEGINNING = "<body>\n";

  private OutdatedMark() {}

  /**
   * Puts a sentence there; once, however often it is asked.
   *
   * @param report a page of {@link HtmlReport}
   * @param paper the {@link PdfReport} of it, which is made again of the page; nothing where there
   *     is none
   * @throws IOException if it cannot be read or written
   */
  public static void put(Path report, Path paper, String caseId, Instant when, String text)
      throws IOException {
    put(report, text);
    if (Files.exists(paper)) {
      PdfReport.write(Files.readString(report), caseId, when, paper);
    }
  }

  private static void put(Path report, String text) throws IOException {
    String page = Files.readString(report);
    String line = "<p class=\"warn\">" + HtmlReport.escape(text) + "</p>\n";
    int at = page.indexOf(BEGINNING);
    if (at < 0 || page.contains(line)) {
      return;
    }
    int behind = at + BEGINNING.length();
    Path temporary = report.resolveSibling(report.getFileName() + ".part");
    Files.writeString(temporary, page.substring(0, behind) + line + page.substring(behind));
    Files.move(temporary, report, StandardCopyOption.REPLACE_EXISTING);
  }
}
