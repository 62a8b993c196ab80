package org.contourflow.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * The page of {@link HtmlReport} on paper: A4, the sheet across, each page with the case and the
 * warning. Pictures are JPEG inside, a fifth of their size as PNG.
 */
public final class PdfReport {
  private static final float JPEG_QUALITY = 0.85f;
  private static final String STYLE =
      """
      @page{size:A4;margin:15mm 14mm 18mm;
        @bottom-left{content:"UNAPPROVED. Research, not for clinical use.";font:9px Report;color:#8b1a1a}
        @bottom-right{content:"Case %s, page " counter(page) " of " counter(pages);font:9px Report}}
      @page across{size:A4 landscape}
      code{font-family:Report} body{font:11px Report;margin:0;max-width:none;padding:0}
      h1{font-size:18px} h2{font-size:14px;color:#124} th,h1,h2,.warn,.ERROR,.WARNING{font-weight:normal}
      table{-fs-table-paginate:paginate}
      .sheet{page:across;page-break-before:always;page-break-after:always}
      .sheet img.sheet{width:267mm;max-width:none}
      img.finding{width:140mm;max-width:none}
      """;

  private PdfReport() {}

  /**
   * Writes it.
   *
   * @param sheet the PNG of {@link ContourSheet}
   * @throws IOException if it cannot be made or written
   */
  public static void write(CaseReport report, byte[] sheet, Path file) throws IOException {
    write(HtmlReport.page(report, sheet), report.caseId(), report.when(), file);
  }

  /**
   * Writes it once more, of a page that was changed since.
   *
   * @param page of {@link HtmlReport}
   * @throws IOException if it cannot be made or written
   */
  public static void write(String page, String caseId, Instant when, Path file) throws IOException {
    String style = STYLE.formatted(caseId.replaceAll("[^A-Za-z0-9._-]", ""));
    int end = page.indexOf("</style>");
    if (end < 0) {
      throw new IOException("this is no page of a report");
    }
    String body = page.substring(end);
    PdfPage.write(page.substring(0, end) + style + smaller(body), when, file);
  }

  /** With the pictures as JPEG. */
  private static String smaller(String page) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int at = page.indexOf(HtmlReport.PNG); at >= 0; at = page.indexOf(HtmlReport.PNG, from)) {
      int begin = at + HtmlReport.PNG.length();
      int end = page.indexOf('"', begin);
      byte[] jpeg = jpeg(Base64.getDecoder().decode(page.substring(begin, end)));
      out.append(page, from, at).append("data:image/jpeg;base64,");
      out.append(Base64.getEncoder().encodeToString(jpeg));
      from = end;
    }
    return out.append(page, from, page.length()).toString();
  }

  private static byte[] jpeg(byte[] png) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture of the report cannot be made", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
