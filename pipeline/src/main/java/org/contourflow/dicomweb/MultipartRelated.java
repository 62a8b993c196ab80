package org.contourflow.dicomweb;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.fileupload.ParameterParser;
import org.contourflow.dicomweb.RequestBody.BodyException;

/**
 * The content type of a STOW-RS request, checked (PS3.18 8.7.3, RFC 2387).
 *
 * @param boundary between the parts
 */
record MultipartRelated(byte[] boundary) {
  /** RFC 2046 has 70; Orthanc sends 73. */
  private static final int LONGEST_BOUNDARY = 200;

  /**
   * Reads the header {@code Content-Type}.
   *
   * @throws BodyException 415 for another media type, 400 for a boundary that is none
   */
  static MultipartRelated of(String contentType) throws BodyException {
    String text = contentType == null ? "" : contentType;
    if (!mediaType(text).equals("multipart/related")) {
      throw unsupported("the request is \"" + mediaType(text) + "\"");
    }
    ParameterParser parser = new ParameterParser();
    parser.setLowerCaseNames(true);
    Map<String, String> parameters = parser.parse(text, ';');
    String type = parameters.get("type");
    if (type != null && !mediaType(type).equals("application/dicom")) {
      throw unsupported("its parts are \"" + mediaType(type) + "\"");
    }
    String boundary = parameters.get("boundary");
    if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
      throw new BodyException(
          400, "Content-Type has no boundary of 1 to " + LONGEST_BOUNDARY + " characters", null);
    }
    return new MultipartRelated(boundary.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static BodyException unsupported(String what) {
    return new BodyException(
        415, what + "; must be multipart/related; type=\"application/dicom\"", null);
  }

  /** Whether a part's own headers say that it is an instance. */
  static boolean isInstance(String partHeaders) {
    return partHeaders
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-type:"))
        .findFirst()
        .map(line -> mediaType(line.substring(line.indexOf(':') + 1)).equals("application/dicom"))
        .orElse(true);
  }

  private static String mediaType(String header) {
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
