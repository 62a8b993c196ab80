package org.contourflow.workflow;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.contourflow.config.FileNameTemplate;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.model.Sha256;

/** What the tokens of a {@link FileNameTemplate} stand for. */
final class FileNameValues {
  private static final int SHORT = 12;

  private FileNameValues() {}

  /** Most tokens are keywords of attributes of the RTSTRUCT. */
  static Map<String, String> of(DicomDataset rtstruct, String caseId, String protocol) {
    Map<String, String> values = new HashMap<>();
    Stream.concat(FileNameTemplate.PLAIN.stream(), FileNameTemplate.IDENTIFYING.stream())
        .forEach(
            token -> DicomTag.parse(token).ifPresent(tag -> values.put(token, rtstruct.text(tag))));
    String sop = rtstruct.text(DicomTag.SOPInstanceUID);
    String hash = Sha256.of(sop.getBytes(StandardCharsets.US_ASCII));
    values.put("ShortUID", hash.substring(0, SHORT));
    values.put("CaseId", caseId);
    values.put("Protocol", protocol);
    return values;
  }
}
