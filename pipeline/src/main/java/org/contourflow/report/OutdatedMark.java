package org.contourflow.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Says at the top of a report that was drawn before that what it shows is outdated. */
public final class OutdatedMark {
  private static final String BEGINNING = "<body>\n";

  private OutdatedMark() {}

  /**
   * Puts a sentence there; once, however often it is asked.
   *
   * @param report a page of {@link HtmlReport}
   * @throws IOException if it cannot be read or written
   */
  public static void put(Path report, String text) throws IOException {
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
