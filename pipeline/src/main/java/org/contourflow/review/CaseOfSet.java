package org.contourflow.review;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.review.DeliveredCases.Delivered;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetLineage;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.structure.NameMatcher;

/**
 * Which case a structure set that arrived belongs to: by its own UID, by a predecessor, by the
 * series it refers to, or by study and frame of reference; in that order. Where the reference alone
 * speaks, the set must have a structure in common with what was delivered, and of several cases of
 * one CT the one with most in common is taken, of these the newest.
 */
final class CaseOfSet {
  private final CaseStore cases;
  private final DeliveredCases delivered;

  CaseOfSet(CaseStore cases, DeliveredCases delivered) {
    this.cases = cases;
    this.delivered = delivered;
  }

  /** How a case was found to be the one; the order is their weight. */
  enum Sign {
    OWN_UID("its own UID"),
    PREDECESSOR("a predecessor"),
    SERIES("the series it refers to"),
    FRAME("study and frame of reference");

    private final String label;

    Sign(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** What was found. */
  sealed interface Found {
    /** The case, and how it was recognised. */
    record Case(CaseRecord record, Delivered delivered, Sign sign) implements Found {}

    /** No CT of it was ever seen. */
    record NoCt() implements Found {}

    /** The CT is known; the set was not made of a delivered one. */
    record Unrelated(String why) implements Found {}
  }

  private record Candidate(CaseRecord record, Delivered delivered, Sign sign, int inCommon) {}

  Found of(StructureSetLineage lineage, ReadStructureSet set) throws IOException {
    Map<String, CaseRecord> known = new LinkedHashMap<>();
    for (String series : lineage.seriesUids()) {
      cases.ofSeries(series).forEach(record -> known.put(record.caseId(), record));
    }
    if (!lineage.studyInstanceUid().isEmpty()) {
      cases.ofStudy(lineage.studyInstanceUid()).forEach(r -> known.put(r.caseId(), r));
    }
    List<Candidate> candidates = new ArrayList<>();
    boolean anyOfItsCt = false;
    for (CaseRecord record : known.values()) {
      Optional<Sign> sign = Optional.empty();
      Optional<Delivered> what = delivered.of(record);
      if (what.isPresent()) {
        sign = sign(lineage, record, what.get());
        if (sign.isPresent() && !(isByReference(sign.get()) && isUnsent(record, what.get()))) {
          candidates.add(candidate(record, what.get(), sign.get(), set));
        }
      }
      anyOfItsCt |= sign.isPresent() || lineage.seriesUids().contains(record.seriesInstanceUid());
    }
    return choose(candidates, anyOfItsCt);
  }

  /** Whether the set does not say what it was made of. */
  private static boolean isByReference(Sign sign) {
    return sign.compareTo(Sign.SERIES) >= 0;
  }

  /** Whether it waits, or waited to the end, for a person to let it go: no target ever had it. */
  private boolean isUnsent(CaseRecord record, Delivered what) {
    boolean held = record.state() == CaseState.REFUSED || record.state() == CaseState.SUPERSEDED;
    return held && !what.earlier() && cases.deliveredTo(record.caseId()).isEmpty();
  }

  private static Found choose(List<Candidate> candidates, boolean anyOfItsCt) {
    Optional<Candidate> best =
        candidates.stream()
            .filter(c -> c.inCommon() > 0 || !isByReference(c.sign()))
            .min(
                Comparator.comparing(Candidate::sign)
                    .thenComparing(Candidate::inCommon, Comparator.reverseOrder())
                    .thenComparing(c -> c.record().createdAt(), Comparator.reverseOrder()));
    if (best.isPresent()) {
      return new Found.Case(best.get().record(), best.get().delivered(), best.get().sign());
    }
    if (!candidates.isEmpty()) {
      return new Found.Unrelated("none of its structures is one that was delivered");
    }
    if (anyOfItsCt) {
      return new Found.Unrelated("nothing of its CT was delivered before it came");
    }
    return new Found.NoCt();
  }

  private Optional<Sign> sign(StructureSetLineage lineage, CaseRecord record, Delivered what)
      throws IOException {
    if (what.sopInstanceUids().contains(lineage.sopInstanceUid())) {
      return Optional.of(Sign.OWN_UID);
    }
    if (!Collections.disjoint(what.sopInstanceUids(), lineage.predecessorUids())) {
      return Optional.of(Sign.PREDECESSOR);
    }
    if (lineage.seriesUids().contains(record.seriesInstanceUid())) {
      return Optional.of(Sign.SERIES);
    }
    boolean sameFrame =
        lineage.seriesUids().isEmpty()
            && lineage.frameOfReferenceUids().contains(delivered.ct(record).frameOfReferenceUid());
    return sameFrame ? Optional.of(Sign.FRAME) : Optional.empty();
  }

  private static Candidate candidate(
      CaseRecord record, Delivered what, Sign sign, ReadStructureSet set) {
    List<String> ours;
    try {
      ours =
          StructureSetReader.read(what.set()).rois().stream()
              .map(ReadRoi::name)
              .filter(name -> !what.clinicians().contains(name))
              .toList();
    } catch (IOException e) {
      ours = List.of();
    }
    List<String> theirs = set.rois().stream().map(ReadRoi::name).toList();
    int inCommon = new NameMatcher(what.aliases()).match(ours, theirs).matches().size();
    return new Candidate(record, what, sign, inCommon);
  }
}
