package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.config.Settings;
import org.contourflow.config.SettingsReader;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.review.Measured;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.review.Verdict;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcReviewStore;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running service to which clinicians' sets are posted by STOW-RS. */
@Timeout(Eventually.HANGS)
class ReturnedByStowTest {
  private static final String THEIRS = "2.25.1001";
  private static final String STRANGERS = "2.25.1002";

  @TempDir Path root;
  private int port;

  private Settings settings() throws Exception {
    port = FreePort.find();
    return SettingsReader.read(
        Files.writeString(
            root.resolve("contourflow.yaml"),
            """
            home: home
            inbox: {stableSeconds: 1}
            listener: {port: 0, bind: 127.0.0.1, reserveMegabytes: 0}
            assembly: {quietSeconds: 1}
            console: {enabled: false}
            contouring: {models: [hu-anatomy]}
            stow: {enabled: true, port: %d}
            """
                .formatted(port)));
  }

  private int post(String study, Path... files) throws Exception {
    List<byte[]> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(ascii("--b\r\nContent-Type: application/dicom\r\n\r\n"));
      parts.add(Files.readAllBytes(file));
      parts.add(ascii("\r\n"));
    }
    parts.add(ascii("--b--\r\n"));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/dicom-web/studies/" + study))
            .header("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=b")
            .POST(BodyPublishers.ofByteArrays(parts))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Path exported(Daemon daemon) throws IOException {
    try (Stream<Path> files = Files.walk(daemon.home().export())) {
      return files.filter(f -> f.toString().endsWith(".dcm")).findFirst().orElseThrow();
    }
  }

  /** As a planning system writes it: UIDs and maker of its own, and no word of what it was. */
  private Path changed(Path from, String uid, Consumer<DicomDataset> edit) throws IOException {
    DicomDataset set = DicomFiles.read(from).dataset();
    set.put(DicomTag.SOPInstanceUID, uid);
    set.put(DicomTag.SeriesInstanceUID, uid + ".1");
    set.put(DicomTag.Manufacturer, "Somebody else");
    set.put(DicomTag.ApprovalStatus, "APPROVED");
    edit.accept(set);
    Path file = root.resolve(uid + ".dcm");
    DicomFiles.write(file, set, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    return file;
  }

  /** Moves one structure to the patient's left. */
  private static void move(DicomDataset set, String name, double leftMm) {
    String number =
        set.items(DicomTag.StructureSetROISequence).stream()
            .filter(roi -> roi.text(DicomTag.ROIName).equals(name))
            .map(roi -> roi.text(DicomTag.ROINumber))
            .findFirst()
            .orElseThrow();
    for (DicomDataset roi : set.items(DicomTag.ROIContourSequence)) {
      if (roi.text(DicomTag.ReferencedROINumber).equals(number)) {
        roi.items(DicomTag.ContourSequence).forEach(contour -> move(contour, leftMm));
      }
    }
  }

  private static void move(DicomDataset contour, double leftMm) {
    double[] xyz = contour.numbers(DicomTag.ContourData);
    for (int i = 0; i < xyz.length; i += 3) {
      xyz[i] += leftMm;
    }
    contour.putNumbers(DicomTag.ContourData, xyz);
  }

  private static void logged(Daemon daemon, EventType type, int times) throws Exception {
    Eventually.holds(
        times + " of " + type,
        () ->
            daemon.runLog().all().stream().map(Event::type).filter(type::equals).count() == times);
  }

  private ReviewRecord onlyReview(Path database) throws IOException {
    try (Database store = Database.embedded(database)) {
      List<ReviewRecord> reviews = new JdbcReviewStore(store).all();
      assertThat(reviews).hasSize(1);
      return reviews.get(0);
    }
  }

  @Test
  void it_is_matched_to_its_case_and_measured_once_and_no_case_is_made_of_any_set()
      throws Exception {
    Settings settings = settings();
    PhantomSeries ct = Phantom.small().build().writeTo(root.resolve("ct"));
    double pixelMm =
        DicomFiles.readHeader(ct.files().get(0)).dataset().numbers(DicomTag.PixelSpacing)[1];
    Path database;
    try (Protocols protocols =
            Protocols.load(
                Protocols.rules(settings), root.resolve("models"), EngineSettings.DEFAULTS);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      database = daemon.home().database();
      String study = ct.uids().study();
      assertThat(post(study, ct.files().toArray(Path[]::new))).isEqualTo(200);
      Eventually.holds(
          "the case is delivered",
          () -> daemon.cases().all().stream().anyMatch(c -> c.state() == CaseState.DELIVERED));
      Path ours = exported(daemon);

      assertThat(post(study, ours)).isEqualTo(200);
      logged(daemon, EventType.OWN_SET_CAME_BACK, 1);

      Path theirs = changed(ours, THEIRS, set -> move(set, "Lung_L", 2 * pixelMm));
      assertThat(post("2.25.9", theirs)).as("another study than its own").isEqualTo(409);
      assertThat(post(study, theirs)).isEqualTo(200);
      logged(daemon, EventType.REVIEWED, 1);
      assertThat(post(study, theirs)).as("sent twice").isEqualTo(200);

      Path strangers = changed(ours, STRANGERS, ReturnedByStowTest::ofAnotherCt);
      assertThat(post("2.25.5", strangers)).isEqualTo(200);
      logged(daemon, EventType.SET_OF_NO_CASE, 1);
      assertThat(daemon.cases().all()).hasSize(1);
      logged(daemon, EventType.REVIEWED, 1);
      logged(daemon, EventType.STRUCTURE_SET_ARRIVED, 3);
    }
    ReviewRecord review = onlyReview(database);
    assertThat(review.from().approval()).isEqualTo("APPROVED");
    assertThat(review.from().sopInstanceUid()).isEqualTo(THEIRS);
    ReviewedStructure moved = structure(review, "Lung_L");
    assertThat(moved.verdict()).isNotIn(Verdict.ACCEPTED, Verdict.NOT_JUDGED);
    Measured measured = moved.measured().orElseThrow();
    assertThat(measured.shift().toLeftMm()).isCloseTo(2 * pixelMm, within(1e-6));
    assertThat(measured.shift().toHeadMm()).isZero();
    assertThat(structure(review, "Lung_R").measured().orElseThrow().untouched()).isTrue();
    assertThat(structure(review, "Lung_R").verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  private static ReviewedStructure structure(ReviewRecord review, String name) {
    return review.set().structures().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Every UID another, as of a patient that the service has never seen. */
  private static void ofAnotherCt(DicomDataset set) {
    set.put(DicomTag.StudyInstanceUID, "2.25.5");
    set.remove(DicomTag.PredecessorStructureSetSequence);
    for (DicomDataset frame : set.items(DicomTag.ReferencedFrameOfReferenceSequence)) {
      frame.put(DicomTag.FrameOfReferenceUID, "2.25.6");
      for (DicomDataset of : frame.items(DicomTag.RTReferencedStudySequence)) {
        of.put(DicomTag.ReferencedSOPInstanceUID, "2.25.5");
        of.items(DicomTag.RTReferencedSeriesSequence)
            .forEach(series -> series.put(DicomTag.SeriesInstanceUID, "2.25.7"));
      }
    }
    set.items(DicomTag.StructureSetROISequence)
        .forEach(roi -> roi.put(DicomTag.ReferencedFrameOfReferenceUID, "2.25.6"));
  }
}
