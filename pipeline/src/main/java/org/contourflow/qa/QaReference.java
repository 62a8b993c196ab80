package org.contourflow.qa;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is usual, from patients that were contoured by clinicians: of each organ percentiles and
 * limits of its features, where it lies beside each other organ, and how all of it goes together.
 * Numbers only, of all patients together.
 *
 * @param id with its version
 * @param source the data and its licence
 * @param command what made it
 * @param organs by TG-263 name
 * @param overlaps share of the smaller of two organs that may lie in the other, by both names in
 *     alphabetical order with a blank between
 */
public record QaReference(
    String id,
    String source,
    String command,
    Map<String, Organ> organs,
    Map<String, Double> overlaps) {

  /** So many of its organs asked for make a case one of the kind it was made of. */
  private static final int FEWEST_ASKED = 3;

  /** So many of them must be there. */
  private static final int FEWEST_PRESENT = 2;

  /**
   * One organ.
   *
   * @param patients how many it was seen in
   * @param features by {@link Feature#id}
   * @param offsets usual way from another organ's middle to its own, LPS mm, by the other's name
   * @param joints by the distance's {@link Feature#id}; absent where too few patients show it
   */
  public record Organ(
      int patients,
      Map<String, Band> features,
      Map<String, Offset> offsets,
      Map<String, Joint> joints) {}

  /**
   * The usual way from one organ to another.
   *
   * @param mm LPS
   * @param spreadMm standard deviation of each, as far as half of the patients tell it
   */
  public record Offset(List<Double> mm, List<Double> spreadMm) {}

  /**
   * Percentiles and limits.
   *
   * @param limits outside them there is a note
   * @param alarm farther out: outside it there is a warning; empty: never
   */
  public record Band(
      int patients,
      double p01,
      double p025,
      double p50,
      double p975,
      double p99,
      Range limits,
      Optional<Range> alarm) {}

  /**
   * A normal distribution over several features, transformed by {@link JointDistance}.
   *
   * @param covariance rows, lower triangle
   */
  public record Joint(List<String> features, List<Double> mean, List<List<Double>> covariance) {}

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(new com.fasterxml.jackson.datatype.jdk8.Jdk8Module())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Head and neck, of OpenKBP's training patients; read once. */
  public static QaReference headAndNeck() {
    return Shipped.HEAD_AND_NECK;
  }

  private static final class Shipped {
    static final QaReference HEAD_AND_NECK = read("head-neck-openkbp-4.json");

    static QaReference read(String name) {
      try (InputStream in = QaReference.class.getResourceAsStream(name)) {
        return QaReference.read(in);
      } catch (IOException e) {
        throw new UncheckedIOException("the shipped reference " + name + " cannot be read", e);
      }
    }
  }

  /**
   * Reads one.
   *
   * @throws IOException if it is not JSON of this shape
   */
  static QaReference read(InputStream in) throws IOException {
    return MAPPER.readValue(in, QaReference.class);
  }

  /** As JSON, as {@link #read} wants it. */
  String toJson() throws IOException {
    return MAPPER.writeValueAsString(this);
  }

  /** Whether a case is of the kind it was made of, by the structures asked for and found. */
  boolean isOfItsKind(Collection<String> asked, Collection<String> present) {
    return count(asked) >= FEWEST_ASKED && count(present) >= FEWEST_PRESENT;
  }

  private long count(Collection<String> names) {
    return names.stream().filter(n -> organs.containsKey(n) && isOrgan(n)).count();
  }

  private static boolean isOrgan(String name) {
    return !name.equals("External") && !name.equals("Bone");
  }

  /** Limits of a feature of an organ. */
  Optional<Range> limits(String organ, Feature feature) {
    return band(organ, feature).map(Band::limits);
  }

  Optional<Band> band(String organ, Feature feature) {
    return Optional.ofNullable(organs.get(organ)).map(o -> o.features().get(feature.id()));
  }

  /** The key of a pair. */
  static String pair(String one, String other) {
    return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
  }
}
