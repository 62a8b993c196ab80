package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.structure.RoiType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shipped reference is what OpenKBP's training patients give. */
@Tag("long")
class ReferenceFitTest {
  private static final String NUMBER = "(?<=[:,\\[])-?[0-9.]+(E-?[0-9]+)?(?=[,}\\]])";
  static final String ID = "head-neck-openkbp-4";
  static final String SOURCE =
      "Clinical contours of OpenKBP's training patients (Babier et al., Med Phys 48:5549, 2021; MIT"
          + " as published; patients of TCIA); External and Bone by hu-anatomy 1.0.0. Voxels of"
          + " about 4 x 4 x 2.5 mm.";
  static final String COMMAND =
      "mvn -Plong test -pl pipeline -am -Dtest=ReferenceFitTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  @Test
  void the_shipped_reference_is_that_of_the_training_patients() throws IOException {
    List<Map<String, Measures>> measures = new ArrayList<>();
    List<Map<String, Double>> overlaps = new ArrayList<>();
    try (OpenKbp data = new OpenKbp()) {
      for (String id : data.ids("train-pats")) {
        OpenKbp.Patient patient = data.read(id);
        Map<String, Measures> own = OpenKbp.measure(patient);
        if (!OpenKbp.isBlank(own)) {
          own.keySet().removeAll(OpenKbp.doubtful().getOrDefault(id, Set.of()));
          measures.add(own);
          overlaps.add(overlaps(patient));
        }
      }
    }
    String made = fit(measures, overlaps, AlarmFactors.chosen()).toJson();
    Path out = Files.createDirectories(Path.of("target")).resolve("head-neck-openkbp-4.json");
    Files.writeString(out, made);
    try (InputStream in = QaReference.class.getResourceAsStream("head-neck-openkbp-4.json")) {
      String shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(made.replaceAll(NUMBER, "#")).isEqualTo(shipped.replaceAll(NUMBER, "#"));
      List<Double> a = numbers(made);
      List<Double> b = numbers(shipped);
      for (int i = 0; i < a.size(); i++) {
        assertThat(a.get(i))
            .as("number %d of %s", i, out)
            .isCloseTo(b.get(i), within(1e-3 + 0.02 * Math.abs(b.get(i))));
      }
    }
  }

  /** With the id, source and command of the shipped one. */
  static QaReference fit(
      List<Map<String, Measures>> measures,
      List<Map<String, Double>> overlaps,
      AlarmFactors alarms) {
    return ReferenceFit.fit(
        ID, SOURCE, COMMAND, measures, overlaps, ReferenceFitTest::partner, alarms);
  }

  private static List<Double> numbers(String json) {
    return Pattern.compile(NUMBER)
        .matcher(json)
        .results()
        .map(m -> Double.parseDouble(m.group()))
        .toList();
  }

  static String partner(String name) {
    return name.endsWith("_L")
        ? name.substring(0, name.length() - 1) + "R"
        : name.endsWith("_R") ? name.substring(0, name.length() - 1) + "L" : null;
  }

  static Map<String, Double> overlaps(OpenKbp.Patient patient) {
    Map<String, Double> shares = new TreeMap<>();
    List<SegmentedStructure> organs =
        patient.structures().stream()
            .filter(s -> s.definition().interpretedType() == RoiType.ORGAN)
            .filter(s -> !s.definition().name().equals("Bone"))
            .toList();
    for (int i = 0; i < organs.size(); i++) {
      for (int j = 0; j < i; j++) {
        BitSet both = organs.get(i).mask().toBitSet();
        both.and(organs.get(j).mask().toBitSet());
        double least = Math.min(organs.get(i).mask().count(), organs.get(j).mask().count());
        shares.put(
            QaReference.pair(organs.get(i).definition().name(), organs.get(j).definition().name()),
            both.cardinality() / least);
      }
    }
    return shares;
  }
}
