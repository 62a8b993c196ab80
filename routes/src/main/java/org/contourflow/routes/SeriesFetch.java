package org.contourflow.routes;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.camel.dicom.DicomCommand;
import org.contourflow.camel.dicom.DicomHeaders;
import org.contourflow.cases.FetchStore;
import org.contourflow.config.DicomSettings;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.net.scu.QueryScu.MoveOutcome;

/**
 * Has a PACS send the series wanted of a study, each once, and again when it has grown. What it
 * sends comes to the listener like anything else. An exception leaves the study to the next poll.
 */
public final class SeriesFetch {
  private final DicomSettings.Query query;
  private final Endpoint series;
  private final ProducerTemplate producer;
  private final FetchStore store;
  private final RunLog runLog;

  /** The last failure of a series: a PACS that fails all day is one line in the run log. */
  private final Map<String, String> lastFailure = new ConcurrentHashMap<>();

  public SeriesFetch(
      DicomSettings.Query query,
      Endpoint series,
      ProducerTemplate producer,
      FetchStore store,
      RunLog runLog) {
    this.query = query;
    this.series = series;
    this.producer = producer;
    this.store = store;
    this.runLog = runLog;
  }

  /**
   * Fetches what is wanted of a study and not here yet.
   *
   * @throws IOException if any of it could not be had
   */
  void study(String studyInstanceUid) throws IOException {
    String failure = "";
    for (DicomDataset found : find(studyInstanceUid)) {
      String uid = found.text(DicomTag.SeriesInstanceUID);
      int instances = found.integer(DicomTag.NumberOfSeriesRelatedInstances).orElse(0);
      if (!uid.isEmpty() && !store.isFetched(query.name(), uid, instances)) {
        String why = move(studyInstanceUid, uid, instances);
        failure = failure.isEmpty() ? why : failure;
      }
    }
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
  }

  private List<DicomDataset> find(String studyInstanceUid) throws IOException {
    Map<String, String> keys = new HashMap<>(query.seriesMatch());
    keys.put("StudyInstanceUID", studyInstanceUid);
    keys.putIfAbsent("SeriesInstanceUID", "");
    keys.put("NumberOfSeriesRelatedInstances", "");
    try {
      return WholeAnswer.find(producer, series, keys);
    } catch (IOException e) {
      throw new IOException(query.name() + " could not be asked for series: " + e.getMessage(), e);
    }
  }

  /** Empty, or why it failed. */
  private String move(String studyInstanceUid, String seriesInstanceUid, int instances) {
    Map<String, String> keys =
        Map.of("StudyInstanceUID", studyInstanceUid, "SeriesInstanceUID", seriesInstanceUid);
    MoveOutcome answer =
        producer.requestBodyAndHeader(
            series, keys, DicomHeaders.COMMAND, DicomCommand.MOVE, MoveOutcome.class);
    return answer.accept(new MoveAnswer(seriesInstanceUid, instances));
  }

  /** Notes what came of a C-MOVE; gives why it failed, or "". */
  private final class MoveAnswer implements MoveOutcome.Visitor<String> {
    private final String seriesInstanceUid;
    private final int instances;

    MoveAnswer(String seriesInstanceUid, int instances) {
      this.seriesInstanceUid = seriesInstanceUid;
      this.instances = instances;
    }

    @Override
    public String moved(MoveOutcome.Moved moved) {
      if (moved.failed() > 0 || moved.completed() + moved.warnings() == 0) {
        return failed(moved.completed() + " were sent and " + moved.failed() + " were not");
      }
      store.fetched(query.name(), seriesInstanceUid, instances);
      lastFailure.remove(seriesInstanceUid);
      String text = query.name() + " sent " + moved.completed() + " instances of a series";
      runLog.append(RunLog.SYSTEM, EventType.SERIES_FETCHED, text);
      return "";
    }

    @Override
    public String refused(MoveOutcome.Refused refused) {
      return failed(
          "refused, "
              + refused.status()
              + " "
              + refused.comment()
              + " (does it know this node's AE title, host and port?)");
    }

    @Override
    public String failed(MoveOutcome.Failed failed) {
      return failed(failed.cause());
    }

    private String failed(String what) {
      String why = query.name() + " did not send a series: " + what;
      if (!why.equals(lastFailure.put(seriesInstanceUid, why))) {
        runLog.append(RunLog.SYSTEM, EventType.FETCH_FAILED, why + "; it is asked for again");
      }
      return why;
    }
  }
}
