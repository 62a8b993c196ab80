package org.contourflow.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.contourflow.model.ModelIdentity;
import org.contourflow.volume.CtVolume;

/**
 * What the HTML report says of a case. No field may name the patient.
 *
 * @param caseId the case's own id
 * @param series what the CT is, in words: "90 slices, 512 x 512, 0.98 mm, step 3.0 mm, HFS"
 * @param models every model that made a structure of it
 * @param slicePositions per slice, as text, for the structures' range
 * @param findings of QA and conformance checks, gravest first
 * @param timings step by step, in order
 * @param facts further lines: delivery receipts, file digests, software version
 */
public record CaseReport(
    String caseId,
    Instant when,
    String series,
    List<ModelIdentity> models,
    List<ReportStructure> structures,
    List<String> slicePositions,
    List<Finding> findings,
    List<StepTime> timings,
    Map<String, String> facts) {
  public CaseReport {
    models = List.copyOf(models);
    structures = List.copyOf(structures);
    slicePositions = List.copyOf(slicePositions);
    findings = List.copyOf(findings);
    timings = List.copyOf(timings);
    facts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(facts));
  }

  /**
   * One line of the findings.
   *
   * @param severity e.g. ERROR, WARNING or NOTE
   * @param where structure or tag path; may be empty
   * @param slice index of the slice where it is; empty: all of the structure
   * @param picture a PNG of it, where there is one
   */
  public record Finding(
      String severity,
      String code,
      String where,
      String text,
      OptionalInt slice,
      Optional<byte[]> picture) {
    /** Without a place and a picture. */
    public Finding(String severity, String code, String where, String text) {
      this(severity, code, where, text, OptionalInt.empty(), Optional.empty());
    }
  }

  /** How long a step took. */
  public record StepTime(String step, Duration duration) {}

  /** Where each slice is, as {@link #slicePositions()} wants it. */
  public static List<String> positionsOf(CtVolume ct) {
    return java.util.stream.IntStream.range(0, ct.grid().slices())
        .mapToObj(i -> SliceView.place(ct.grid(), i))
        .toList();
  }
}
