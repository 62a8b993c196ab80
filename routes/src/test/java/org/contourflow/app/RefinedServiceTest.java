package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.cli.ConsentCommand;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.Sha256;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomPatient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Refined networks in a service that runs: behind the champion, and after a teacher withdrew. */
class RefinedServiceTest {
  private static final Path EXAMPLE =
      Path.of("../contouring-model/src/test/resources/networks/example/1.0.0");
  private static final String CANDIDATE = "7.7.7";

  @TempDir Path root;

  @BeforeEach
  void champion() throws IOException {
    copy(root.resolve("models/example/1.0.0"), "1.0.0");
  }

  /** The example under another version; its folder. */
  private static Path copy(Path to, String version) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(EXAMPLE)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    edit(to, "version: 1.0.0", "version: " + version);
    return to;
  }

  private static void edit(Path model, String from, String to) throws IOException {
    Path manifest = model.resolve("model.yaml");
    String text = Files.readString(manifest);
    assertThat(text).contains(from);
    Files.writeString(manifest, text.replace(from, to));
  }

  /** Calls the first organ by the second's name and the other way round. */
  private Path shadowWithNamesExchanged() throws IOException {
    Path candidate = copy(root.resolve("refine-work/candidate"), CANDIDATE);
    edit(candidate, "name: Label_1\n", "name: Label_0\n");
    edit(candidate, "name: Label_2\n", "name: Label_1\n");
    edit(candidate, "name: Label_0\n", "name: Label_2\n");
    Files.writeString(root.resolve("models/example/shadow.txt"), candidate + "\n");
    return candidate;
  }

  private Protocols protocols() throws Exception {
    return Protocols.load(
        Protocols.rules(List.of("example")), root.resolve("models"), EngineSettings.DEFAULTS);
  }

  private Daemon daemon(Protocols protocols) throws Exception {
    Settings settings =
        new Settings(
            root.resolve("home"),
            new Settings.Inbox(null, 1, 1, 2, null),
            DicomSettings.Listener.loopback(),
            new AssemblySettings(1, 3, null, null),
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            null);
    return new Daemon(settings, protocols, id -> SegmentationListener.NONE);
  }

  /** Drops one patient's series and waits until there are so many cases, the last in this state. */
  private void contour(Daemon daemon, PhantomPatient patient, long seed, CaseState state)
      throws Exception {
    int before = daemon.cases().all().size();
    Path source = root.resolve("source-" + seed);
    // Without noise another seed changes nothing but the UIDs.
    Phantom.small().noiseHu(0).seed(seed).patient(patient).build().writeTo(source);
    Files.move(source, daemon.home().inbox().resolve("series-" + seed));
    Eventually.holds(
        () ->
            daemon.cases().all().size() == before + 1
                && daemon.cases().all().get(before).state() == state);
  }

  private static List<Path> exported(Daemon daemon) throws IOException {
    try (Stream<Path> all = Files.walk(daemon.home().export())) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Every point of every ROI, by its name. */
  private static Map<String, List<PatientPoint>> contours(Path rtstruct) throws IOException {
    Map<String, List<PatientPoint>> points = new TreeMap<>();
    for (ReadRoi roi : StructureSetReader.read(rtstruct).rois()) {
      List<PatientPoint> own = points.computeIfAbsent(roi.name(), name -> new ArrayList<>());
      for (ReadContour contour : roi.contours()) {
        IntStream.range(0, contour.points().size())
            .forEach(i -> own.add(contour.points().point(i)));
      }
    }
    return points;
  }

  @Test
  void a_shadow_is_measured_and_nothing_of_it_delivered_and_once_taken_out_the_champion_goes_on()
      throws Exception {
    Path candidate = shadowWithNamesExchanged();
    Path figures = root.resolve("models/example/shadow.csv");
    try (Protocols protocols = protocols();
        Daemon daemon = daemon(protocols)) {
      daemon.start();
      contour(daemon, PhantomPatient.ZEBEDEE, 5, CaseState.DELIVERED);
      Path behind = exported(daemon).get(0);
      assertThat(new String(Files.readAllBytes(behind), StandardCharsets.ISO_8859_1))
          .contains("1.0.0")
          .doesNotContain(CANDIDATE);
      assertThat(figures).content().contains(",example " + CANDIDATE + ",", ",Label_1,");
      assertThat(Files.readString(figures)).doesNotContain(PhantomPatient.ZEBEDEE.identifiers());
      assertThat(Files.readAllLines(figures))
          .as("the candidate is another than the champion")
          .anyMatch(line -> line.contains(",Label_1,") && !line.endsWith(",1.0000,1.0000"));

      Files.writeString(candidate.resolve("out-of-service.txt"), "A teacher withdrew.\n");
      contour(daemon, PhantomPatient.ZEBEDEE, 6, CaseState.DELIVERED);
      List<Path> both = exported(daemon);
      assertThat(both).hasSize(2);
      assertThat(contours(both.get(0)))
          .as("with the candidate behind and without it, the same")
          .isEqualTo(contours(both.get(1)))
          .containsKeys("Label_1", "Label_2");
      List<String> lines = Files.readAllLines(figures);
      assertThat(lines.get(lines.size() - 1)).contains(",all,COMPLETED,MODEL_OUT_OF_SERVICE,");
    }
  }

  /** A network of the folder is what a patient taught, promoted in place of 0.9.0. */
  private Path taught() throws Exception {
    copy(root.resolve("models/example/0.9.0"), "0.9.0");
    Files.writeString(root.resolve("models/example/champion.txt"), "1.0.0\n"); // As promoted.
    Path model = root.resolve("models/example/1.0.0");
    Path weights = model.resolve("tiny.pt");
    Path teacher = root.resolve("teacher");
    Phantom.tiny().patient(PhantomPatient.ZEBEDEE).build().writeTo(teacher);
    ConsentFolder consent = ConsentFolder.open(root.resolve("consent"), Clock.systemUTC());
    String patient = consent.key().refOf(PhantomPatient.ZEBEDEE.id(), "").hex();
    String run =
        consent
            .lineage()
            .started(
                root,
                Set.of(Sha256.of("the ancestor".getBytes(StandardCharsets.UTF_8))),
                Map.of("case1", patient),
                "head");
    consent.lineage().produced(run, Sha256.of(weights), "tiny.pt", Optional.of(model));
    return teacher;
  }

  private void withdraw(Path teacher) {
    int status =
        new CommandLine(new ConsentCommand())
            .execute(
                "withdraw",
                teacher.toString(),
                "--consent",
                root.resolve("consent").toString(),
                "--evidence",
                "letter 8",
                "--by",
                "clerk");
    assertThat(status).isZero();
  }

  @Test
  void after_a_withdrawal_the_running_service_holds_the_next_case_until_the_ancestor_is_back()
      throws Exception {
    Path teacher = taught();
    try (Protocols protocols = protocols();
        Daemon daemon = daemon(protocols)) {
      daemon.start();
      contour(daemon, PhantomPatient.QUILLA, 5, CaseState.DELIVERED);
      withdraw(teacher);
      contour(daemon, PhantomPatient.QUILLA, 6, CaseState.REFUSED);
      assertThat(exported(daemon)).as("of the case before the withdrawal only").hasSize(1);
      assertThat(daemon.runLog().all())
          .anySatisfy(
              e -> {
                assertThat(e.type()).isEqualTo(EventType.MODEL_OUT_OF_SERVICE);
                assertThat(e.caseId()).isEqualTo("case-000002");
                assertThat(e.text())
                    .contains("out-of-service.txt: A patient who taught", "withdrew consent");
              });
      assertThat(protocols.service().get(0).outOfService()).isPresent();
    }
    assertThatThrownBy(this::protocols)
        .hasMessageContaining("1.0.0 is not usable: out-of-service.txt");

    Files.writeString(root.resolve("models/example/champion.txt"), "0.9.0\n");
    try (Protocols protocols = protocols();
        Daemon daemon = daemon(protocols)) {
      daemon.start();
      daemon.requests().ask(Kind.RETRY, "case-000002", "", "test");
      Eventually.holds(() -> daemon.cases().all().get(1).state() == CaseState.DELIVERED);
      assertThat(exported(daemon)).hasSize(2);
    }
  }
}
