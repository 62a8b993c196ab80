package org.contourflow.report;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.contourflow.dicom.DicomToolkit;

/**
 * A page of XHTML as a PDF. Needs no browser and no font of the machine: the one it has, with
 * Latin, Greek and Cyrillic letters, is named {@value #FONT} in the style. The same page gives the
 * same bytes.
 */
public final class PdfPage {
  /** Name of the only font. */
  public static final String FONT = "Report";

  private static final String FONT_FILE =
      "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  /**
   * Held, so that its level stays: PDFBox warns of fonts that the machine has not and we not use.
   */
  private static final Logger PDFBOX = Logger.getLogger("org.apache.pdfbox");

  static {
    DicomToolkit.initialise();
    PDFBOX.setLevel(Level.SEVERE);
    // Else every page tells the log how it is laid out.
    XRLog.setLoggingEnabled(false);
  }

  private PdfPage() {}

  /**
   * Writes it.
   *
   * @param xhtml well-formed, with its pictures inside
   * @param when the date that the file bears
   * @throws IOException if it cannot be made or written
   */
  public static void write(String xhtml, Instant when, Path file) throws IOException {
    PdfRendererBuilder builder = new PdfRendererBuilder();
    builder.useFastMode();
    builder.useFont(PdfPage::font, FONT, 400, FontStyle.NORMAL, true);
    builder.withHtmlContent(xhtml, null);
    builder.withProducer("Contourflow");
    // In this form no font is looked for on the machine.
    builder.usePdfAConformance(PdfRendererBuilder.PdfAConformance.PDFA_2_U);
    builder.useColorProfile(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    try (PdfBoxRenderer renderer = builder.buildPdfRenderer();
        OutputStream out = Files.newOutputStream(temporary)) {
      renderer.layout();
      renderer.createPDFWithoutClosing();
      save(renderer.getPdfDocument(), when, out);
    }
    Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void save(PDDocument document, Instant when, OutputStream out) throws IOException {
    GregorianCalendar date = GregorianCalendar.from(when.atZone(ZoneOffset.UTC));
    document.getDocumentInformation().setCreationDate(date);
    document.getDocumentInformation().setModificationDate(date);
    // It holds the moment of writing, and so would differ each time.
    document.getDocumentCatalog().setMetadata(null);
    document.setDocumentId(when.toEpochMilli());
    document.save(out);
  }

  private static InputStream font() {
    return PDDocument.class.getResourceAsStream(FONT_FILE);
  }
}
