package org.contourflow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the arrows of docs/architecture.md: what each package may import of the others. */
class ArchitectureTest {
  private static final String BASE = "org.contourflow.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.contourflow");

  /** A package and its sub-packages that are not listed themselves -> what they may import. */
  private static final Map<String, Set<String>> MAY_IMPORT = new TreeMap<>();

  private static void arrow(String from, String... to) {
    MAY_IMPORT.put(from, Set.of(to));
  }

  static {
    arrow("testdata");
    arrow("geometry");
    arrow("volume", "geometry");
    arrow("dicom", "geometry", "volume");
    arrow("dicom.net", "dicom");
    arrow("dicom.deident", "dicom");
    arrow("series", "dicom", "geometry", "volume");
    arrow("contour", "geometry", "volume");
    arrow("rtstruct", "contour", "series", "dicom", "geometry", "volume");
    arrow("model", "volume", "geometry");
    arrow("model.djl", "model", "volume", "geometry");
    arrow("metrics", "volume", "geometry");
    arrow("train", "model", "model.djl", "metrics", "volume", "geometry");
    arrow("audit");
    arrow("config");
    arrow("cases", "series", "rtstruct", "audit");
    arrow("templates", "model", "volume", "geometry", "rtstruct", "dicom", "series");
    arrow("qa", "metrics", "contour", "rtstruct", "model", "volume", "geometry");
    arrow("report", "contour", "rtstruct", "volume", "geometry", "qa", "model");
    arrow("delivery", "dicom", "dicom.net", "rtstruct");
    arrow("dicomweb", "dicom", "intake");
    arrow("intake", "series", "geometry", "dicom", "cases", "audit", "config", "templates");
    // The case's steps tie the pipeline together; nothing but routes sees them.
    arrow(
        "workflow",
        "audit",
        "cases",
        "config",
        "contour",
        "delivery",
        "dicom",
        "dicom.net",
        "geometry",
        "intake",
        "model",
        "qa",
        "report",
        "rtstruct",
        "series",
        "templates",
        "volume");
    arrow("camel.dicom", "dicom", "dicom.net");
    arrow(
        "routes",
        "audit",
        "camel.dicom",
        "cases",
        "config",
        "delivery",
        "dicom",
        "dicom.net",
        "dicomweb",
        "intake",
        "model",
        "model.djl",
        "series",
        "templates",
        "workflow");
  }

  @TestFactory
  Stream<DynamicTest> each_package_imports_only_what_the_architecture_allows() {
    return MAY_IMPORT.entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())));
  }

  private static void check(String from, Set<String> allowed) {
    noClasses()
        .that(describe("are in " + from, c -> home(c).equals(Optional.of(from))))
        .should()
        .dependOnClassesThat(
            describe("are ours but not in " + allowed, c -> isForbidden(from, allowed, c)))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static boolean isForbidden(String from, Set<String> allowed, JavaClass target) {
    if (!target.getPackageName().startsWith("org.contourflow")) {
      return false;
    }
    String to = home(target).orElse("?");
    return !to.equals(from) && !allowed.contains(to);
  }

  /** The most specific package of the table that a class belongs to. */
  private static Optional<String> home(JavaClass c) {
    String name = c.getPackageName();
    return MAY_IMPORT.keySet().stream()
        .filter(p -> name.equals(BASE + p) || name.startsWith(BASE + p + "."))
        .max(Comparator.comparingInt(String::length));
  }

  @Test
  void every_package_is_in_the_table_or_at_the_edge() {
    List<String> unknown =
        CLASSES.stream()
            .filter(c -> home(c).isEmpty())
            .map(JavaClass::getPackageName)
            .filter(p -> !p.startsWith(BASE + "cli") && !p.startsWith(BASE + "console"))
            .distinct()
            .collect(Collectors.toList());
    assertThat(unknown).as("packages the architecture does not know").isEmpty();
  }

  @Test
  void the_dicom_toolkit_has_one_home() {
    onlyIn("org.aoju.", "dicom", "dicom.net", "dicom.deident", "testdata");
  }

  @Test
  void the_engine_has_one_home() {
    onlyIn("ai.djl.", "model.djl", "train");
  }

  @Test
  void camel_is_only_in_routes() {
    noClasses()
        .that(
            describe(
                "are not in routes",
                c -> home(c).map(h -> !h.equals("routes") && !h.startsWith("camel")).orElse(false)))
        .should()
        .dependOnClassesThat(inLibrary("org.apache.camel."))
        .check(CLASSES);
  }

  @Test
  void the_geometry_of_contours_has_one_home() {
    onlyIn("org.locationtech.jts.", "contour");
  }

  private static void onlyIn(String library, String... homes) {
    Set<String> allowed = Set.of(homes);
    noClasses()
        .that(
            describe(
                "are not in " + allowed, c -> home(c).map(h -> !allowed.contains(h)).orElse(true)))
        .should()
        .dependOnClassesThat(inLibrary(library))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> inLibrary(String prefix) {
    return describe("are of " + prefix, c -> c.getPackageName().startsWith(prefix));
  }
}
