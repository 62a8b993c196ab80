package org.contourflow.routes;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.contourflow.config.DicomSettings;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/**
 * How many instances a PACS has of a series, by C-FIND: NumberOfSeriesRelatedInstances where it
 * gives that; where it has more than are here, or does not give it, image by image, so that what is
 * no CT image (dose pages, presentation states) does not count.
 */
public final class SeriesQuestion implements PacsCounts.Question {
  private static final Set<String> CT =
      Set.of(
          DicomUid.CT_IMAGE_STORAGE,
          DicomUid.ENHANCED_CT_IMAGE_STORAGE,
          DicomUid.LEGACY_CONVERTED_ENHANCED_CT_IMAGE_STORAGE);

  private final Endpoint series;
  private final Endpoint instances;
  private final ProducerTemplate producer;

  public SeriesQuestion(
      DicomSettings.Query pacs, DicomEndpoints endpoints, ProducerTemplate producer) {
    this.series = endpoints.series(pacs);
    this.instances = endpoints.instances(pacs);
    this.producer = producer;
  }

  @Override
  public int count(String studyInstanceUid, String seriesInstanceUid, Set<String> here)
      throws IOException {
    Map<String, String> keys =
        Map.of(
            "StudyInstanceUID",
            studyInstanceUid,
            "SeriesInstanceUID",
            seriesInstanceUid,
            "NumberOfSeriesRelatedInstances",
            "");
    List<DicomDataset> found =
        WholeAnswer.find(producer, series, keys).stream()
            .filter(match -> isOf(match, seriesInstanceUid))
            .toList();
    if (found.isEmpty()) {
      return 0;
    }
    int there =
        found.stream()
            .mapToInt(m -> m.integer(DicomTag.NumberOfSeriesRelatedInstances).orElse(0))
            .max()
            .getAsInt();
    return there > 0 && there <= here.size() ? there : images(studyInstanceUid, keys, here);
  }

  /** A peer that ignores a key answers with every series of the study. */
  private static boolean isOf(DicomDataset match, String seriesInstanceUid) {
    return seriesInstanceUid.equals(match.text(DicomTag.SeriesInstanceUID));
  }

  private int images(String studyInstanceUid, Map<String, String> keys, Set<String> here)
      throws IOException {
    Map<String, String> each =
        Map.of(
            "StudyInstanceUID",
            studyInstanceUid,
            "SeriesInstanceUID",
            keys.get("SeriesInstanceUID"),
            "SOPInstanceUID",
            "",
            "SOPClassUID",
            "");
    Set<String> there =
        WholeAnswer.find(producer, instances, each).stream()
            .filter(SeriesQuestion::mayBeCt)
            .map(match -> match.text(DicomTag.SOPInstanceUID))
            .filter(uid -> !uid.isEmpty())
            .collect(Collectors.toSet());
    long missing = there.stream().filter(uid -> !here.contains(uid)).count();
    return Math.toIntExact(missing == 0 ? there.size() : here.size() + missing);
  }

  private static boolean mayBeCt(DicomDataset match) {
    String sopClass = match.text(DicomTag.SOPClassUID);
    return sopClass == null || sopClass.isEmpty() || CT.contains(sopClass);
  }
}
