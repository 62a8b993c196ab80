package org.contourflow.qa;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.volume.CtVolume;

/**
 * The CTs that a network was trained on, in numbers of all of them together, and how far a CT is
 * from them: whatever a network draws on a CT that is unlike them is nobody's experience.
 *
 * <p>A border lies so many times as far from the median as the 2.5th or 97.5th percentile: beyond
 * the inner one is a note, beyond the outer one a warning. The same of the Mahalanobis distance
 * over the joint features, as a standard normal deviate.
 *
 * @param id with its version
 * @param source the data and its licence
 * @param command what made it
 * @param models ids of the networks that were trained on it, perhaps on more besides
 * @param cts how many
 * @param features percentiles by {@link CtFeature#id}
 * @param joint what goes together
 */
record CtExperience(
    String id,
    String source,
    String command,
    SortedSet<String> models,
    int cts,
    TreeMap<String, Band> features,
    Joint joint) {
  /** Of the findings: it is of no structure. */
  static final String CT = "CT";

  /** Chosen on training CTs, in folds that had not seen them: docs/decisions/0181. */
  static final double NOTE_BAND = 2;

  static final double WARNING_BAND = 3;
  static final double NOTE_JOINT = 4.5;
  static final double WARNING_JOINT = 7;

  private static final int MOST_TOLD = 3;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Percentiles of a feature. */
  record Band(double p025, double p50, double p975) {
    /** That many times as far out. */
    Range at(double factor) {
      return new Range(p50 - factor * (p50 - p025), p50 + factor * (p975 - p50));
    }
  }

  /**
   * A normal distribution over several features, each on the scale of {@link #scaled}.
   *
   * @param covariance whole rows
   */
  record Joint(List<String> features, List<Double> mean, List<List<Double>> covariance) {}

  private static final class Shipped {
    static final CtExperience HEAD_AND_NECK = read("ct-head-neck-openkbp-1.json");

    static CtExperience read(String name) {
      try (InputStream in = CtExperience.class.getResourceAsStream(name)) {
        return MAPPER.readValue(in, CtExperience.class);
      } catch (IOException e) {
        throw new UncheckedIOException("the shipped reference " + name + " cannot be read", e);
      }
    }
  }

  /** That of the head-and-neck network. */
  static CtExperience shipped() {
    return Shipped.HEAD_AND_NECK;
  }

  String toJson() throws IOException {
    return MAPPER.writeValueAsString(this);
  }

  /** A feature's value on a scale on which it is nearer to normal. */
  static double scaled(CtFeature feature, double value) {
    return switch (feature) {
      case LENGTH, AREA -> Math.log(Math.max(value, 1e-3));
      case FAT_SHARE, BONE_SHARE, AIR_SHARE -> Math.sqrt(value);
      default -> value;
    };
  }

  /**
   * What is to be said of a CT that one of the networks has drawn on.
   *
   * @param structures empty masks are no drawing: a network that found nothing, or was left out
   */
  Optional<QaFinding> judge(
      List<SegmentedStructure> structures, CtVolume ct, double singleSliceMm) {
    List<ModelIdentity> drew =
        structures.stream()
            .filter(s -> models.contains(s.model().id()) && !s.mask().isEmpty())
            .map(SegmentedStructure::model)
            .distinct()
            .toList();
    return drew.isEmpty() ? Optional.empty() : judge(CtMeasurer.of(ct, singleSliceMm), drew);
  }

  /** One feature that is out of the inner borders. */
  private record Out(CtFeature feature, double value, Band band) {
    double times() {
      double way = value < band.p50() ? band.p50() - band.p025() : band.p975() - band.p50();
      return Math.abs(value - band.p50()) / Math.max(way, 1e-9);
    }

    boolean isBeyond(double factor) {
      return feature.isOutside(value, band.at(factor));
    }

    String told() {
      return feature.label()
          + " is "
          + feature.told(value)
          + " (theirs: "
          + feature.told(band.at(1))
          + ")";
    }
  }

  Optional<QaFinding> judge(Map<CtFeature, Double> measured, List<ModelIdentity> drew) {
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    List<Out> out = new ArrayList<>();
    measured.forEach(
        (f, value) ->
            Optional.ofNullable(features.get(f.id()))
                .ifPresent(b -> out.add(new Out(f, value, b))));
    List<Out> beyond =
        out.stream()
            .filter(o -> o.isBeyond(NOTE_BAND))
            .sorted(Comparator.comparingDouble(Out::times).reversed())
            .toList();
    double together = deviate(measured);
    if (beyond.isEmpty() && together <= NOTE_JOINT) {
      return Optional.empty();
    }
    boolean grave =
        together > WARNING_JOINT || beyond.stream().anyMatch(o -> o.isBeyond(WARNING_BAND));
    return Optional.of(
        new QaFinding(
            QaCode.CT_UNLIKE,
            grave ? QaCode.CT_UNLIKE.severity() : Severity.NOTE,
            CT,
            java.util.OptionalInt.empty(),
            text(drew, beyond, together)));
  }

  private String text(List<ModelIdentity> drew, List<Out> beyond, double together) {
    List<String> parts =
        beyond.stream().limit(MOST_TOLD).map(Out::told).collect(Collectors.toList());
    if (together > NOTE_JOINT) {
      parts.add(
          String.format(
              Locale.ROOT, "shape, tissue and place together are %.0f deviations off", together));
    }
    boolean isOne = drew.size() == 1;
    return "This CT is unlike the "
        + cts
        + " CTs that "
        + all(drew.stream().map(ModelIdentity::id).distinct().toList())
        + (isOne ? " was trained on as it ships" : " were trained on as they ship")
        + ", so each contour of "
        + all(drew.stream().map(ModelIdentity::label).toList())
        + " needs a look: its "
        + String.join("; its ", parts)
        + " (by "
        + id
        + ").";
  }

  private static String all(List<String> names) {
    return String.join(" and ", names);
  }

  /** The Mahalanobis distance as a standard normal deviate (Wilson and Hilferty). */
  double deviate(Map<CtFeature, Double> measured) {
    int k = joint.features().size();
    RealVector off = new ArrayRealVector(k);
    RealMatrix covariance = new Array2DRowRealMatrix(k, k);
    for (int i = 0; i < k; i++) {
      CtFeature feature = CtFeature.parse(joint.features().get(i)).orElseThrow();
      off.setEntry(i, scaled(feature, measured.get(feature)) - joint.mean().get(i));
      for (int j = 0; j < k; j++) {
        covariance.setEntry(i, j, joint.covariance().get(i).get(j));
      }
    }
    double squared = off.dotProduct(new CholeskyDecomposition(covariance).getSolver().solve(off));
    double spread = 2.0 / (9 * k);
    return (Math.cbrt(squared / k) - (1 - spread)) / Math.sqrt(spread);
  }
}
