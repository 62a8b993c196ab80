package org.contourflow.qa;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentedStructure;

/**
 * What one structure says of another: absent though its place is seen, there though not, shared.
 */
final class SetChecks {
  /** An organ of which so much of its usual length is in the scan is missed if it is absent. */
  private static final double MISSED_SHARE = 0.4;

  /** The same of long organs. */
  private static final double MISSED_MM = 30;

  private final Review review;
  private final Optional<QaReference> reference;

  SetChecks(Review review) {
    this.review = review;
    this.reference = review.limits().ranges().reference().filter(r -> review.isOfItsKind());
  }

  /** A structure that was not found. */
  void absent(SegmentedStructure s) {
    String name = s.definition().name();
    if (!s.definition().mayBeAbsent()) {
      review.add(new QaFinding(QaCode.MISSING, name, name + " was not found in this CT."));
      return;
    }
    Optional<Double> length =
        reference.flatMap(r -> r.band(name, Feature.LENGTH)).map(QaReference.Band::p50);
    Optional<Double> seen =
        length.flatMap(
            mm ->
                aboveCordMm(s.mask().grid(), name)
                    .or(() -> insideMm(s.mask().grid(), name).map(in -> in + mm / 2))
                    .map(in -> Math.min(mm, in)));
    if (seen.isPresent()
        && seen.get() >= Math.min(MISSED_SHARE * length.orElseThrow(), MISSED_MM)) {
      String text =
          String.format(
              Locale.ROOT,
              "%s was not found, though by the other organs %.0f mm of its length are in this CT.",
              name,
              seen.get());
      review.add(new QaFinding(QaCode.MISSING, name, text));
    }
  }

  /** Of the brainstem: from the cord's upper end, if the scan shows it, to the scan's own. */
  private Optional<Double> aboveCordMm(VoxelGrid grid, String name) {
    Measures cord = review.measures().get(Places.CORD);
    if (!name.equals(Places.BRAINSTEM) || cord == null || cord.isCutAtHead()) {
      return Optional.empty();
    }
    PatientPoint start = cord.facts().ends().head();
    return Optional.of(
        grid.orientation().normal().z() >= 0
            ? -grid.distanceFromSliceMm(grid.slices() - 1, start)
            : grid.distanceFromSliceMm(0, start));
  }

  /** A structure that was found. */
  void present(SegmentedStructure s) {
    String name = s.definition().name();
    Optional<Double> inside = insideMm(s.mask().grid(), name);
    Optional<Double> reach =
        reference.flatMap(
            r ->
                r.band(name, Feature.LENGTH)
                    .flatMap(
                        l ->
                            r.band(name, Feature.PLACE_HF)
                                .map(p -> l.p975() / 2 + Math.max(p.p99(), -p.p01()))));
    if (inside.isPresent() && reach.isPresent() && -inside.get() > reach.get()) {
      String text =
          String.format(
              Locale.ROOT,
              "%s was found, though by the other organs its middle lies %.0f mm beyond the end of"
                  + " the scan.",
              name,
              -inside.get());
      review.add(new QaFinding(QaCode.UNEXPECTED, name, text));
    }
  }

  /** How far the place by the other organs is from the nearer end of the scan; beyond: negative. */
  private Optional<Double> insideMm(VoxelGrid grid, String name) {
    return reference
        .flatMap(r -> new Places(r, review.measures()).expected(name))
        .map(p -> insideMm(grid, p));
  }

  private static double insideMm(VoxelGrid grid, PatientPoint place) {
    double from = grid.distanceFromSliceMm(0, place);
    double to = -grid.distanceFromSliceMm(grid.slices() - 1, place);
    return Math.min(from, to);
  }

  /** Organs that exclude each other: each pair that the protocol or the reference names. */
  void overlaps() {
    List<SegmentedStructure> all = review.present();
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        overlap(all.get(j), all.get(i));
      }
    }
  }

  private void overlap(SegmentedStructure one, SegmentedStructure other) {
    String a = one.definition().name();
    String b = other.definition().name();
    Optional<QaRanges.Shared> usual = review.limits().ranges().overlap(a, b, review.isOfItsKind());
    if (usual.isEmpty() || one.definition().partner().equals(Optional.of(b))) {
      return; // Of a pair's two any shared voxel is a finding of its own.
    }
    double most = usual.get().most();
    BitSet both = one.mask().toBitSet();
    both.and(other.mask().toBitSet());
    double share = both.cardinality() / (double) Math.min(one.mask().count(), other.mask().count());
    if (Math.round(100 * share) > Math.round(100 * most)) {
      int plane = one.mask().grid().rows() * one.mask().grid().columns();
      String text =
          String.format(
              Locale.ROOT,
              "%s and %s share %.0f %% of the smaller one; usual is %.0f %% at most by %s.",
              a,
              b,
              100 * share,
              100 * most,
              usual.get().source());
      review.add(
          new QaFinding(
              QaCode.ORGANS_OVERLAP,
              QaCode.ORGANS_OVERLAP.severity(),
              a,
              java.util.OptionalInt.of(both.nextSetBit(0) / plane),
              text));
    }
  }
}
