package org.contourflow.console;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.accounts.Accounts;
import org.contourflow.accounts.Role;
import org.contourflow.app.Daemon;
import org.contourflow.app.Protocols;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.config.ContouringSettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.rtstruct.convert.MasksToStructureSet;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NrrdWriter;

/** A real daemon with its console, and a user of each role. */
final class ConsoleBed implements AutoCloseable {
  static final String PASSWORD = "a long pass phrase";

  /** Every CT by rule alone. */
  static final String RULES =
      "protocols: [{name: default, models: [hu-anatomy]}]\n"
          + "rules: [{name: every CT, protocols: [default]}]\n";

  private final Path root;
  private final Protocols protocols;
  private final Daemon daemon;
  private final Daemon.Served served;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Caller> callers = new HashMap<>();

  ConsoleBed(Path root, DicomSettings.Target... targets) throws Exception {
    this.root = root;
    rules(RULES);
    Settings settings =
        new Settings(
                root.resolve("home"),
                new Settings.Inbox(null, 1, 1, 2, null),
                DicomSettings.Listener.loopback(),
                new AssemblySettings(1, 3, null, null),
                new ContouringSettings(List.of("hu-anatomy"), null, 1, null, null, null, null),
                Optional.of(root.resolve("rules.yaml")),
                null,
                null,
                List.of(targets),
                null,
                null,
                null)
            .withConsole(
                ConsoleSettings.anyPort()
                    .withConsent(Files.createDirectories(root.resolve("consent"))));
    this.protocols =
        Protocols.load(
            Protocols.rules(settings), root.resolve("models"), new EngineSettings(1, "cpu", 2048));
    this.daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE);
    daemon.start();
    this.served = daemon.serveConsole().orElseThrow();
    String admin = served.oneTimePassword().orElseThrow();
    ownPassword(Accounts.FIRST, admin);
    for (Role role : List.of(Role.VIEWER, Role.PHYSICIST)) {
      String name = role == Role.VIEWER ? "vera" : "phil";
      Caller caller = logIn(Accounts.FIRST);
      String once =
          caller
              .send("PUT", "/api/users/" + name, "{\"role\":\"" + role + "\"}")
              .body()
              .replaceAll(".*\"oneTimePassword\":\"([^\"]*)\".*", "$1");
      ownPassword(name, once);
    }
  }

  /** Changes the rules file of the running service. */
  void rules(String text) throws IOException {
    Files.writeString(root.resolve("rules.yaml"), text);
  }

  private void ownPassword(String user, String once) throws Exception {
    logIn(user, once)
        .send("POST", "/api/password", "{\"old\":\"" + once + "\",\"new\":\"" + PASSWORD + "\"}");
  }

  /**
   * Drops a phantom into the inbox and waits until its case has come to a state, with its report.
   */
  String caseOf(PhantomBuilder phantom, CaseState state) throws Exception {
    int before = daemon.cases().all().size();
    Path source = Files.createTempDirectory(root, "source");
    phantom.build().writeTo(source);
    Files.move(source, daemon.home().inbox().resolve(source.getFileName()));
    Eventually.holds(
        "the case is " + state,
        () -> {
          List<CaseRecord> all = daemon.cases().all();
          return all.size() > before && all.get(all.size() - 1).state() == state;
        });
    // The report is drawn beside the delivery, and may be later.
    Eventually.holds("its report is drawn", () -> daemon.queue().reportsDue() == 0);
    List<CaseRecord> all = daemon.cases().all();
    return all.get(all.size() - 1).caseId();
  }

  String delivered() throws Exception {
    return caseOf(Phantom.small(), CaseState.DELIVERED);
  }

  Daemon daemon() {
    return daemon;
  }

  /** The only CT that is in the store. */
  CtSeries ct() throws IOException {
    try (Stream<Path> all = Files.walk(daemon.home().store())) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      return new CtSeriesAssembler().assemble(files).accepted().get(0);
    }
  }

  /**
   * Has a structure set of that CT come back, drawn by another system, and waits until it is
   * measured.
   *
   * @param approval its Approval Status
   */
  void comesBack(Map<String, BinaryMask> masks, String approval) throws Exception {
    Path folder = Files.createDirectories(root.resolve("edit"));
    for (Map.Entry<String, BinaryMask> mask : masks.entrySet()) {
      NrrdWriter.write(folder.resolve(mask.getKey() + ".nrrd"), mask.getValue());
    }
    LocalDateTime drawn = LocalDateTime.of(2026, 1, 2, 3, 4);
    StructureSetOutcome outcome =
        new MasksToStructureSet(
                DestinationProfile.named("generic"), false, 0, false, "EDITED", drawn)
            .convert(ReferencedSeries.of(ct()), folder, Map.of());
    Path file = root.resolve("edited.dcm");
    ((StructureSetOutcome.Completed) outcome).writeTo(file);
    DicomDataset set = DicomFiles.read(file).dataset().put(DicomTag.ApprovalStatus, approval);
    DicomFiles.write(file, set, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    Files.copy(file, daemon.home().inbox().resolve("edited.dcm"));
    Eventually.holds(
        "the edited set was measured",
        () -> daemon.runLog().all().stream().anyMatch(e -> e.type() == EventType.REVIEWED));
  }

  /** The text of the console's OpenAPI file. */
  static String openApiText() throws IOException {
    try (InputStream in = ConsoleBed.class.getResourceAsStream("/console/openapi.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Holds answers against that file. */
  static OpenApiInteractionValidator openApi() throws IOException {
    return OpenApiInteractionValidator.createForInlineApiSpecification(openApiText()).build();
  }

  /** Of the text of a protocol that is in force. */
  String protocolSha256(String name) {
    return protocols.rules().protocols().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow()
        .details()
        .sha256()
        .orElseThrow();
  }

  String address() {
    return served.address();
  }

  /** Hashing a password is made to take long: a user logs in once. */
  Caller logIn(String user) throws Exception {
    Caller known = callers.get(user);
    if (known == null) {
      known = logIn(user, PASSWORD);
      callers.put(user, known);
    }
    return known;
  }

  Caller logIn(String user, String password) throws Exception {
    HttpResponse<String> answer =
        http.send(
            request("/api/session")
                .POST(
                    BodyPublishers.ofString(
                        "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}"))
                .build(),
            BodyHandlers.ofString());
    return new Caller(
        answer.headers().firstValue("Set-Cookie").orElse("").replaceAll(";.*", ""),
        answer.body().replaceAll(".*\"csrf\":\"([^\"]*)\".*", "$1"),
        answer.statusCode());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(served.address()).resolve(path));
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  /** A user who is logged in. */
  final class Caller {
    private final String cookie;
    private final String csrf;
    private final int status;

    private Caller(String cookie, String csrf, int status) {
      this.cookie = cookie;
      this.csrf = csrf;
      this.status = status;
    }

    /** The same user where the browser keeps a cookie more. */
    Caller keeping(String setCookie) {
      return new Caller(cookie + "; " + setCookie.replaceAll(";.*", ""), csrf, status);
    }

    int status() {
      return status;
    }

    String cookie() {
      return cookie;
    }

    HttpResponse<String> get(String path) throws Exception {
      return ConsoleBed.this.send(request(path).header("Cookie", cookie).GET().build());
    }

    HttpResponse<byte[]> bytes(String path) throws Exception {
      return http.send(
          request(path).header("Cookie", cookie).GET().build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> post(String path, byte[] body) throws Exception {
      return http.send(
          request(path)
              .header("Cookie", cookie)
              .header("X-CSRF-Token", csrf)
              .POST(BodyPublishers.ofByteArray(body))
              .build(),
          BodyHandlers.ofByteArray());
    }

    HttpResponse<String> send(String method, String path, String json) throws Exception {
      return ConsoleBed.this.send(
          request(path)
              .header("Cookie", cookie)
              .header("X-CSRF-Token", csrf)
              .method(method, BodyPublishers.ofString(json))
              .build());
    }
  }

  @Override
  public void close() {
    daemon.close();
    protocols.close();
  }
}
