package org.contourflow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds the arrows of docs/architecture.md. A package is exact: its sub-packages have rows of their
 * own. A row names what the package uses of ours, no more and no less, so that an arrow that nobody
 * uses any more does not stay allowed.
 */
class ArchitectureTest {
  private static final String BASE = "org.contourflow.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.contourflow");

  /** A package -> the packages it uses. */
  private static final Map<String, Set<String>> USES = new TreeMap<>();

  /** The uses may be given in several strings, several packages in each. */
  private static void arrow(String from, String... to) {
    USES.put(
        from,
        Stream.of(to)
            .flatMap(t -> Stream.of(t.split(" ")))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  static {
    arrow("accounts");
    arrow(
        "app",
        "assembly audit audit.syslog camel.dicom cases config consent console delivery demand.data",
        "demand.queue demand.service dicom",
        "dicom.net.scp dicomweb drift home http intake lifecycle model model.djl model.manifest"
            + " monitor protocols",
        "protocols.rules query review routes series store workflow");
    arrow(
        "assembly",
        "audit cases config dicom geometry home intake model.presence protocols protocols.rules"
            + " series");
    arrow("audit", "dicom");
    arrow("audit.syslog", "audit dicom");
    arrow(
        "calibrate",
        "evaluate geometry metrics model model.djl model.manifest model.presence train.data"
            + " volume");
    arrow("camel.dicom", "dicom dicom.net dicom.net.scp dicom.net.scu");
    arrow("cases");
    arrow(
        "cli",
        "app audit calibrate cases commission config consent contour demand.acute",
        "demand.data demand.judge demand.model demand.queue demand.report",
        "demand.service dicom dicom.deident dicom.net dicom.net.scp dicom.net.scu drift",
        "evaluate geometry home intake lifecycle model model.djl model.engine",
        "model.manifest model.prepare protocols protocols.derive protocols.rules query",
        "refine refine.judge review routes rtstruct.check rtstruct.convert",
        "rtstruct.read rtstruct.write seg series store structure testdata train",
        "train.data volume volume.io workflow");
    arrow(
        "commission",
        "contour geometry metrics model model.manifest qa report structure volume",
        "yaml");
    arrow("config", "rtstruct.write series yaml");
    arrow(
        "console",
        "accounts audit cases config consent demand.data demand.service dicom drift geometry home"
            + " http",
        "openid protocols query",
        "refine review rtstruct.read series viewer");
    arrow("consent", "dicom home model train.data yaml");
    arrow("contour", "geometry volume");
    arrow("delivery", "dicom dicom.net");
    arrow("demand.acute", "demand.data demand.judge demand.model");
    arrow("demand.data");
    arrow("demand.judge", "demand.data demand.model");
    arrow("demand.model", "demand.data");
    arrow("demand.queue", "demand.data demand.model");
    arrow("demand.report", "demand.judge demand.model demand.queue");
    arrow("demand.service", "audit demand.data demand.judge demand.model demand.queue");
    arrow("dicom");
    arrow("dicom.deident", "dicom dicom.pixel");
    arrow("dicom.net", "dicom");
    arrow("dicom.net.scp", "dicom dicom.net");
    arrow("dicom.net.scu", "dicom dicom.net");
    arrow("dicom.pixel", "dicom");
    arrow("dicomweb", "dicom intake");
    arrow("drift", "audit metrics review");
    arrow("evaluate", "geometry metrics model train.data volume");
    arrow("geometry");
    arrow("home", "audit config dicom");
    arrow("http", "config delivery dicom.net");
    arrow("intake", "audit cases dicom dicom.pixel home rtstruct.read series");
    arrow("lifecycle", "audit cases config dicom home intake model monitor");
    arrow("monitor", "audit config home");
    arrow("openid", "config");
    arrow("metrics", "geometry volume volume.bits");
    arrow("model", "geometry structure volume");
    arrow("model.array", "geometry");
    arrow("model.djl", "model model.engine model.hu model.manifest model.shadow");
    arrow(
        "model.engine",
        "geometry model model.array model.manifest model.prepare model.presence",
        "model.restore model.tile volume volume.bits");
    arrow("model.hu", "geometry model volume volume.bits");
    arrow("model.manifest", "model structure volume.bits yaml");
    arrow("model.prepare", "geometry model.array model.manifest volume volume.bits");
    arrow("model.presence", "geometry model model.manifest volume volume.bits");
    arrow(
        "model.restore",
        "geometry model.array model.manifest model.prepare model.tile",
        "volume.bits");
    arrow("model.shadow", "geometry metrics model volume");
    arrow("model.tile", "model model.array model.manifest model.prepare");
    arrow("protocols", "protocols.derive qa rtstruct.write seg structure");
    arrow("protocols.derive", "geometry structure volume volume.bits");
    arrow(
        "protocols.rules",
        "config dicom geometry model model.manifest model.presence protocols protocols.derive qa"
            + " rtstruct.write series structure");
    arrow("qa", "contour geometry model structure volume volume.bits");
    arrow("query", "audit cases model");
    arrow(
        "refine",
        "audit consent dicom dicom.deident evaluate home model model.engine model.manifest",
        "refine.judge",
        "structure train train.data yaml");
    arrow("refine.judge", "dicom evaluate metrics");
    arrow("report", "contour dicom geometry model structure volume");
    arrow(
        "review",
        "audit cases config contour dicom geometry home metrics rtstruct.read series structure"
            + " volume yaml");
    arrow(
        "routes",
        "assembly audit camel.dicom cases config delivery dicom dicom.net",
        "dicom.net.scp dicom.net.scu dicomweb home http intake monitor model workflow");
    arrow("rtstruct.check", "contour dicom geometry rtstruct.read rtstruct.write structure");
    arrow(
        "rtstruct.convert",
        "contour geometry rtstruct.read rtstruct.write seg structure volume",
        "volume.io");
    arrow("rtstruct.read", "contour dicom geometry rtstruct.write series structure volume");
    arrow("rtstruct.write", "contour dicom geometry series structure");
    arrow("seg", "dicom dicom.pixel geometry rtstruct.write structure volume");
    arrow("series", "dicom dicom.pixel geometry volume");
    arrow(
        "store",
        "accounts audit cases config demand.judge demand.model demand.service dicom home lifecycle"
            + " metrics model monitor query review structure");
    arrow("structure");
    arrow("testdata");
    arrow("train", "model model.array model.manifest model.tile train.data volume.bits yaml");
    arrow("train.data", "geometry volume volume.io yaml");
    arrow("viewer", "contour geometry rtstruct.read series structure volume");
    arrow("volume", "geometry");
    arrow("volume.bits", "geometry volume");
    arrow("volume.io", "geometry volume");
    arrow(
        "workflow",
        "assembly audit cases config contour delivery dicom geometry home intake model",
        "protocols protocols.derive protocols.rules qa query report review",
        "rtstruct.check rtstruct.read rtstruct.write seg series structure volume");
    arrow("yaml");
  }

  @TestFactory
  Stream<DynamicTest> each_package_uses_what_the_architecture_says_no_more_and_no_less() {
    return USES.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(), () -> assertThat(used(e.getKey())).isEqualTo(e.getValue())));
  }

  private static Set<String> used(String from) {
    return CLASSES.stream()
        .filter(c -> home(c).equals(from))
        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
        .map(Dependency::getTargetClass)
        .map(JavaClass::getBaseComponentType)
        .filter(c -> c.getPackageName().startsWith(BASE))
        .map(ArchitectureTest::home)
        .filter(p -> !p.equals(from))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String home(JavaClass c) {
    String name = c.getPackageName();
    return name.startsWith(BASE) ? name.substring(BASE.length()) : name;
  }

  @Test
  void every_package_is_in_the_table() {
    assertThat(CLASSES.stream().map(ArchitectureTest::home).collect(Collectors.toSet()))
        .isEqualTo(USES.keySet());
  }

  @Test
  void no_packages_form_a_cycle() {
    slices().matching("org.contourflow.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** What stands between a patient and a network: one constructor, and one method that calls it. */
  @Test
  void only_the_consent_gate_makes_released_cases() {
    JavaClass released = CLASSES.get(BASE + "train.data.ReleasedCases");
    assertThat(released.getModifiers()).contains(JavaModifier.FINAL);
    assertThat(released.getConstructors()).hasSize(1);
    assertThat(released.getConstructors().iterator().next().getAccessesToSelf())
        .extracting(access -> access.getOrigin().getFullName())
        .allMatch(caller -> caller.startsWith(BASE + "consent.ConsentGate.release("))
        .hasSize(1);
  }

  @Test
  void what_learns_takes_released_cases_only() {
    for (String learner :
        new String[] {"train.Trainer", "train.TrainingData", "calibrate.Calibration"}) {
      assertThat(CLASSES.get(BASE + learner).getConstructors())
          .as(learner)
          .allMatch(c -> takes(c, "train.data.ReleasedCases"));
    }
  }

  private static boolean takes(JavaConstructor constructor, String type) {
    return constructor.getRawParameterTypes().stream()
        .anyMatch(parameter -> parameter.getName().equals(BASE + type));
  }

  @Test
  void the_dicom_toolkit_has_one_home() {
    onlyIn("org.aoju.", p -> p.equals("dicom") || p.startsWith("dicom.") || p.equals("testdata"));
  }

  @Test
  void the_engine_has_one_home() {
    onlyIn("ai.djl.", Set.of("model.djl", "train")::contains);
  }

  @Test
  void camel_is_only_in_routes() {
    onlyIn("org.apache.camel.", Set.of("routes", "app", "camel.dicom")::contains);
  }

  @Test
  void the_geometry_of_contours_has_one_home() {
    onlyIn("org.locationtech.jts.", "contour"::equals);
  }

  @Test
  void the_database_has_one_home() {
    onlyIn("java.sql.", "store"::equals);
    onlyIn("org.jdbi.", "store"::equals);
  }

  /** So that {@code HeadersReadOnceTest}, which counts there, counts all. */
  @Test
  void headers_of_slices_are_read_through_the_catalogue_only() {
    noClasses()
        .that(
            describe(
                "take part in assembling",
                c ->
                    Set.of("intake", "assembly", "protocols.rules", "series").contains(home(c))
                        && !c.getSimpleName().equals("HeaderSource")))
        .should()
        .callMethod(DicomFiles.class, "readHeader", Path.class)
        .check(CLASSES);
  }

  /**
   * What waits goes by elapsed time or a steady clock: one that is set back stalls nothing. What is
   * heard of another process, in a file, has its time.
   */
  @Test
  void no_route_goes_by_the_machines_clock() {
    noClasses()
        .that(
            describe(
                "are routes",
                c ->
                    home(c).equals("routes")
                        && !Set.of("Loops", "Health").contains(c.getSimpleName())))
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  private static void onlyIn(String library, Predicate<String> homes) {
    noClasses()
        .that(describe("are elsewhere", c -> !homes.test(home(c))))
        .should()
        .dependOnClassesThat(inLibrary(library))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> inLibrary(String prefix) {
    return describe("are of " + prefix, c -> c.getPackageName().startsWith(prefix));
  }

  /** What the product's own jar leaves out of the test data, no class that it ships may need. */
  @Test
  void no_shipped_class_needs_test_data_that_is_not_shipped() throws java.io.IOException {
    List<String> left = leftOutOfThePhantomJar();
    assertThat(left).contains("Hostile.*");
    Set<JavaClass> reached = new java.util.HashSet<>();
    CLASSES.stream().filter(c -> !isTestData(c)).forEach(c -> reach(c, reached));
    assertThat(reached.stream().map(c -> c.getName().replaceAll(".*\\.", "")))
        .contains("Phantom")
        .noneMatch(name -> left.stream().anyMatch(name::matches));
  }

  private static boolean isTestData(JavaClass c) {
    return c.getPackageName().equals("org.contourflow.testdata");
  }

  /** Adds the classes of the test data that a class needs, and what these need. */
  private static void reach(JavaClass from, Set<JavaClass> reached) {
    from.getDirectDependenciesFromSelf().stream()
        .map(d -> d.getTargetClass())
        .filter(c -> isTestData(c) && reached.add(c))
        .toList()
        .forEach(c -> reach(c, reached));
  }

  /** The excludes of the jar as patterns of a class's name. */
  private static List<String> leftOutOfThePhantomJar() throws java.io.IOException {
    String pom = java.nio.file.Files.readString(Path.of("../test-data/pom.xml"));
    return java.util.regex.Pattern.compile("<exclude>\\*\\*/([^<]*)</exclude>")
        .matcher(pom)
        .results()
        .map(m -> m.group(1).replace("*", ".*"))
        .toList();
  }
}
