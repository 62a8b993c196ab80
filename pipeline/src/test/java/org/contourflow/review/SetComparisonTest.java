package org.contourflow.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.review.Drawn.Box;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.structure.NameMatcher;
import org.contourflow.structure.NameMatcher.By;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boxes that were changed in known ways: every figure can be told by heart. */
class SetComparisonTest {
  private static final Box BOX = new Box(5, 14, 20, 39, 10, 29);

  private static ReviewedSet compare(ReadStructureSet before, ReadStructureSet after) {
    return new SetComparison(
            Drawn.GRID,
            Drawn.FRAME,
            new NameMatcher(Map.of("Esophagus", List.of("Speise"))),
            VerdictRules.USUAL)
        .compare(before, after);
  }

  private static ReviewedStructure one(Box before, Box after) {
    return compare(
            Drawn.set(Drawn.roi("Parotid_L", before)), Drawn.set(Drawn.roi("Parotid_L", after)))
        .structures()
        .get(0);
  }

  @Test
  void what_nobody_touched_is_accepted_as_it_is() {
    ReviewedStructure same = one(BOX, BOX);
    assertThat(same.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(same.kind()).isEqualTo(EditKind.NONE);
    Measured m = same.measured().orElseThrow();
    assertThat(m.untouched()).isTrue();
    assertThat(m.score().dice()).isEqualTo(1);
    assertThat(m.score().hausdorff95Mm()).isZero();
    assertThat(m.score().referenceCc()).isCloseTo(10 * 20 * 20 * 3 / 1000.0, within(1e-9));
    assertThat(m.shift().lengthMm()).isZero();
  }

  @Test
  void a_box_moved_by_four_millimetres_has_the_figures_of_one() {
    ReviewedStructure moved = one(BOX, BOX.moved(0, 0, 4));
    Measured m = moved.measured().orElseThrow();
    assertThat(m.score().dice()).isCloseTo(0.8, within(1e-12));
    assertThat(m.score().hausdorff95Mm()).isCloseTo(4, within(1e-9));
    assertThat(m.shift().toLeftMm()).isCloseTo(4, within(1e-9));
    assertThat(m.shift().toPosteriorMm()).isCloseTo(0, within(1e-9));
    assertThat(m.shift().toHeadMm()).isCloseTo(0, within(1e-9));
    assertThat(m.slices()).hasSize(10);
    assertThat(m.addedMm2()).isEqualTo(10 * 4 * 20);
    assertThat(m.removedMm2()).isEqualTo(10 * 4 * 20);
    // Of 76 edge pixels a slice, the 16 + 16 of the two edges along the move lie on the old ones.
    assertThat(m.score().addedPathLengthMm()).isEqualTo(10 * (76 - 32));
    assertThat(m.addedPathShare()).isCloseTo(44 / 76.0, within(1e-12));
    assertThat(moved.kind()).isEqualTo(EditKind.MISPLACED);
    assertThat(moved.verdict()).isEqualTo(Verdict.MAJOR);
  }

  @Test
  void the_kind_of_error_follows_from_where_voxels_came_and_went() {
    assertThat(one(BOX, new Box(5, 17, 20, 39, 10, 29)).kind()).isEqualTo(EditKind.TOO_SHORT);
    assertThat(one(BOX, new Box(8, 14, 20, 39, 10, 29)).kind()).isEqualTo(EditKind.TOO_LONG);
    assertThat(one(BOX, new Box(5, 14, 18, 41, 8, 31)).kind()).isEqualTo(EditKind.TOO_SMALL);
    assertThat(one(BOX, new Box(5, 14, 22, 37, 12, 27)).kind()).isEqualTo(EditKind.TOO_LARGE);
  }

  @Test
  void a_verdict_follows_from_how_much_is_left() {
    assertThat(one(BOX, new Box(5, 14, 19, 39, 10, 29)).verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(one(BOX, new Box(5, 14, 18, 41, 8, 31)).verdict()).isEqualTo(Verdict.MINOR);
    assertThat(one(BOX, new Box(5, 14, 15, 44, 5, 34)).verdict()).isEqualTo(Verdict.REDRAWN);
    assertThat(one(BOX, BOX.moved(0, 20, 20)).verdict()).isEqualTo(Verdict.REDRAWN);
  }

  @Test
  void sets_pair_by_alias_and_variant_and_what_is_left_is_removed_or_added() {
    ReviewedSet set =
        compare(
            Drawn.set(
                Drawn.roi("Parotid_L", BOX),
                Drawn.roi("SpinalCord", BOX),
                Drawn.roi("Esophagus", BOX),
                Drawn.roi("Larynx", BOX)),
            Drawn.set(
                Drawn.roi("PTV_High", BOX),
                Drawn.roi("Lt Parotid", BOX),
                Drawn.roi("cord", BOX),
                Drawn.roi("SPEISE", BOX)));
    assertThat(set.structures())
        .extracting(ReviewedStructure::name)
        .containsExactly("Parotid_L", "SpinalCord", "Esophagus", "Larynx", "PTV_High");
    assertThat(set.structures())
        .extracting(ReviewedStructure::matchedBy)
        .containsExactly(
            Optional.of(By.VARIANT),
            Optional.of(By.VARIANT),
            Optional.of(By.ALIAS),
            Optional.empty(),
            Optional.empty());
    assertThat(set.summary()).isEqualTo("3 accepted, 1 removed, 1 added");
    assertThat(set.structures().get(3).kind()).isEqualTo(EditKind.INVENTED);
    assertThat(set.structures().get(4).kind()).isEqualTo(EditKind.NONE);
  }

  @Test
  void a_removed_structure_may_still_be_there_without_contours() {
    ReviewedSet set =
        compare(
            Drawn.set(Drawn.roi("Larynx", BOX), Drawn.roi("Brainstem", Drawn.FRAME, List.of())),
            Drawn.set(Drawn.roi("Larynx", Drawn.FRAME, List.of()), Drawn.roi("Brainstem", BOX)));
    assertThat(set.structures())
        .extracting(ReviewedStructure::verdict)
        .containsExactly(Verdict.REMOVED, Verdict.ADDED);
    assertThat(set.structures().get(1).kind()).isEqualTo(EditKind.MISSED);
  }

  @Test
  void exchanged_sides_are_called_by_their_name() {
    Box other = BOX.moved(0, 0, 25);
    ReviewedSet set =
        compare(
            Drawn.set(Drawn.roi("Parotid_L", BOX), Drawn.roi("Parotid_R", other)),
            Drawn.set(Drawn.roi("Parotid_L", other), Drawn.roi("Parotid_R", BOX)));
    assertThat(set.structures())
        .extracting(ReviewedStructure::kind)
        .containsOnly(EditKind.SIDES_EXCHANGED);
  }

  @Test
  void what_is_read_with_loss_is_told_beside_its_figure() {
    List<ReadContour> contours = new ArrayList<>(Drawn.contours(BOX));
    contours.add(contours.get(0));
    ReviewedSet set =
        compare(
            Drawn.set(Drawn.roi("Larynx", BOX)),
            Drawn.set(Drawn.roi("Larynx", Drawn.FRAME, contours)));
    ReviewedStructure larynx = set.structures().get(0);
    assertThat(larynx.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(larynx.losses()).singleElement().asString().contains("came back", "there twice");
  }

  @ParameterizedTest
  @CsvSource({"CLOSED_PLANAR, 1", "CLOSED_PLANAR, 10", "POINT, 10", "OPEN_PLANAR, 10", "'', 10"})
  void what_cannot_be_read_as_it_was_drawn_is_not_judged_and_not_called_removed(
      String type, int of) {
    List<ReadContour> contours = new ArrayList<>(Drawn.contours(BOX));
    boolean closed = type.equals("CLOSED_PLANAR");
    for (int i = 0; i < of; i++) {
      ReadContour whole = contours.get(i);
      contours.set(
          i,
          new ReadContour(
              i,
              type,
              closed ? ContourPolyline.wrap(new double[0]) : whole.points(),
              whole.imageUids(),
              closed));
    }
    ReviewedStructure larynx =
        compare(
                Drawn.set(Drawn.roi("Larynx", BOX)),
                Drawn.set(Drawn.roi("Larynx", Drawn.FRAME, contours)))
            .structures()
            .get(0);
    assertThat(larynx.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(larynx.kind()).isEqualTo(EditKind.NONE);
    assertThat(larynx.losses()).anyMatch(loss -> loss.contains("contours left out"));
  }

  @Test
  void a_contour_item_that_holds_nothing_is_no_contour_that_cannot_be_read() {
    List<ReadContour> contours = new ArrayList<>(Drawn.contours(BOX));
    contours.add(
        new ReadContour(99, "CLOSED_PLANAR", ContourPolyline.wrap(new double[0]), List.of()));
    ReviewedSet set =
        compare(
            Drawn.set(Drawn.roi("Larynx", BOX)),
            Drawn.set(Drawn.roi("Larynx", Drawn.FRAME, contours)));
    assertThat(set.structures().get(0).verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void a_roi_of_another_frame_is_not_judged() {
    ReviewedSet set =
        compare(
            Drawn.set(Drawn.roi("Larynx", BOX)),
            Drawn.set(Drawn.roi("Larynx", "9.9.9", Drawn.contours(BOX))));
    ReviewedStructure larynx = set.structures().get(0);
    assertThat(larynx.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(larynx.measured()).isEmpty();
    assertThat(larynx.losses()).singleElement().asString().contains("frame of reference");
  }

  @Test
  void what_may_be_among_contours_of_no_roi_is_not_called_removed() {
    ReadStructureSet known = Drawn.set(Drawn.roi("Larynx", BOX));
    ReadRoi doubtful =
        new ReadRoi(
            -1, "Larynx", Drawn.FRAME, "ORGAN", "", java.util.Optional.empty(), List.of(), true);
    ReadStructureSet strays =
        new ReadStructureSet(
            "1.2.3.4", "TEST", List.of(Drawn.FRAME), Set.of(), Set.of(), List.of(), List.of(), 1);
    for (ReadStructureSet back : List.of(Drawn.set(doubtful), strays)) {
      ReviewedStructure larynx = compare(known, back).structures().get(0);
      assertThat(larynx.verdict()).isEqualTo(Verdict.NOT_JUDGED);
      assertThat(larynx.losses()).isNotEmpty();
      // Nor is it added where it was not delivered.
      assertThat(compare(Drawn.set(Drawn.roi("Liver", BOX)), back).structures())
          .noneMatch(
              s ->
                  s.verdict() == Verdict.ADDED || s.verdict() == Verdict.REMOVED && back == strays);
    }
  }

  @Test
  void one_whose_contours_nobody_can_tell_is_not_passed_over_for_an_empty_one_of_its_name() {
    ReadRoi empty = Drawn.roi("Larynx", Drawn.FRAME, List.of());
    ReadRoi doubtful =
        new ReadRoi(
            -1, "Larynx", Drawn.FRAME, "ORGAN", "", java.util.Optional.empty(), List.of(), true);
    ReadStructureSet ours = Drawn.set(Drawn.roi("Larynx", BOX));
    for (ReadStructureSet back : List.of(Drawn.set(empty, doubtful), Drawn.set(doubtful, empty))) {
      assertThat(compare(ours, back).structures()).noneMatch(s -> s.verdict() == Verdict.REMOVED);
    }
  }

  @Test
  void two_rois_of_one_name_are_told() {
    ReadRoi empty = Drawn.roi("Larynx", Drawn.FRAME, List.of());
    assertThat(
            compare(Drawn.set(Drawn.roi("Larynx", BOX)), Drawn.set(empty, Drawn.roi("Larynx", BOX)))
                .summary())
        .isEqualTo("1 accepted");
  }

  @Test
  void of_two_drawn_rois_of_one_name_nobody_knows_which_was_meant_and_neither_is_judged() {
    ReadStructureSet ours = Drawn.set(Drawn.roi("Larynx", BOX), Drawn.roi("Liver", BOX));
    Box redrawn = BOX.moved(0, 15, 15);
    for (Box first : List.of(BOX, redrawn)) {
      Box second = first == BOX ? redrawn : BOX;
      ReviewedSet set =
          compare(
              ours,
              Drawn.set(
                  Drawn.roi("Larynx", first),
                  Drawn.roi("Liver", BOX),
                  Drawn.roi("Larynx", second),
                  Drawn.roi("GTV", BOX),
                  Drawn.roi("GTV", redrawn)));
      assertThat(set.structures())
          .extracting(ReviewedStructure::name, ReviewedStructure::verdict)
          .containsExactly(
              tuple("Larynx", Verdict.NOT_JUDGED),
              tuple("Liver", Verdict.ACCEPTED),
              tuple("GTV", Verdict.NOT_JUDGED));
      assertThat(set.structures().get(0).losses()).anyMatch(l -> l.contains("2 ROIs have"));
      assertThat(set.unclear())
          .containsExactly(
              "the set that came back has 2 ROIs Larynx; none is judged",
              "the set that came back has 2 ROIs GTV; none is judged");
    }
  }

  @Test
  void a_roi_of_another_frame_does_not_stand_before_the_one_of_this_ct() {
    ReadRoi onAnMr = Drawn.roi("Larynx", "9.9.9", Drawn.contours(BOX.moved(0, 15, 15)));
    ReadRoi here = Drawn.roi("Larynx", BOX);
    for (List<ReadRoi> both : List.of(List.of(onAnMr, here), List.of(here, onAnMr))) {
      ReviewedSet set =
          compare(Drawn.set(Drawn.roi("Larynx", BOX)), Drawn.set(both.toArray(ReadRoi[]::new)));
      assertThat(set.summary()).isEqualTo("1 accepted");
      assertThat(set.unclear()).isEmpty();
    }
  }

  @Test
  void an_untouched_outline_of_a_whole_image_costs_nothing() {
    Box whole = new Box(0, 19, 1, 58, 1, 58);
    assertThat(one(whole, whole).measured().orElseThrow().score().meanDistanceMm()).isZero();
  }
}
