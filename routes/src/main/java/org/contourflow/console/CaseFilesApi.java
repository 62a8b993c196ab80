package org.contourflow.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.contourflow.accounts.Role;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.dicom.DicomTag;
import org.contourflow.query.CaseQueries;
import org.contourflow.series.CtSeries;

/** What lies in a case's folder beside its structure set: findings, their pictures, the report. */
final class CaseFilesApi {
  /** Pictures of findings; nothing else of the folder is given out under a name. */
  private static final Pattern PICTURE = Pattern.compile("finding-[\\w-]{1,60}\\.png");

  private static final byte[] NO_FINDINGS = "[]".getBytes(StandardCharsets.UTF_8);

  private final CaseQueries cases;
  private final CaseFiles files;
  private final RunLog runLog;

  CaseFilesApi(ConsoleParts parts) {
    this.cases = parts.questions().cases();
    this.files = parts.files();
    this.runLog = parts.runLog();
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/cases/{}/patient", Role.PHYSICIST, unlessHidden(this::patient))
        .add("GET", "/api/cases/{}/report", Role.PHYSICIST, unlessHidden(this::report))
        .add("GET", "/api/cases/{}/report.pdf", Role.PHYSICIST, unlessHidden(this::pdf))
        .add("GET", "/api/cases/{}/findings", Role.VIEWER, this::findings)
        .add("GET", "/api/cases/{}/pictures/{}", Role.VIEWER, this::picture);
  }

  /** The id of a case that there is, so that no other folder is looked into. */
  private String id(Call call) {
    String id = call.path().get(0);
    if (cases.find(id).isEmpty()) {
      throw new Missing("there is no case " + id);
    }
    return id;
  }

  /** Nothing that may name a patient is told to a screen that hides identifiers. */
  private static Routes.Handler unlessHidden(Routes.Handler handler) {
    return call ->
        call.hidesIdentifiers()
            ? Answer.problem(403, "identifiers are hidden on this screen")
            : handler.answer(call);
  }

  private Answer patient(Call call) throws IOException {
    String id = id(call);
    CtSeries series =
        files.series(id).orElseThrow(() -> new Missing("the CT of the case is not there"));
    runLog.append(id, EventType.IDENTIFIERS_SHOWN, "to " + call.session().user());
    Map<String, String> patient = new LinkedHashMap<>();
    patient.put("name", series.header().string(DicomTag.PatientName).orElse(""));
    patient.put("id", series.header().string(DicomTag.PatientID).orElse(""));
    patient.put("birthDate", series.header().string(DicomTag.PatientBirthDate).orElse(""));
    return Answer.json(patient);
  }

  private Answer report(Call call) throws IOException {
    String id = id(call);
    return Answer.download("text/html", id + ".html", read(id, "report.html", "report"));
  }

  private Answer pdf(Call call) throws IOException {
    String id = id(call);
    return Answer.download("application/pdf", id + ".pdf", read(id, "report.pdf", "PDF report"));
  }

  /** As the review of the contours wrote them; none before it, or of an earlier version. */
  private Answer findings(Call call) throws IOException {
    Path file = files.folder(id(call)).resolve("findings.json");
    byte[] found = Files.isRegularFile(file) ? Files.readAllBytes(file) : NO_FINDINGS;
    return new Answer(200, "application/json", found, Map.of());
  }

  private Answer picture(Call call) throws IOException {
    String name = call.path().get(1);
    if (!PICTURE.matcher(name).matches()) {
      throw new Missing("there is no picture " + name);
    }
    return new Answer(200, "image/png", read(id(call), name, "picture of that name"), Map.of());
  }

  private byte[] read(String id, String name, String what) throws IOException {
    Path file = files.folder(id).resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new Missing("the case has no " + what + " yet");
    }
    return Files.readAllBytes(file);
  }
}
