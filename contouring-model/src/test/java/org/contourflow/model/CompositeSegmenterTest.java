package org.contourflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.Failed;
import org.contourflow.model.SegmentationOutcome.FailureCode;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several models as one, when one of them does not do its part. */
class CompositeSegmenterTest {
  private static final CtVolume CT =
      CtVolume.wrap(
          VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 2, 4, 4, 3, 1, 1),
          new short[32]);

  /** Ids in the order in which they were asked. */
  private final List<String> asked = new ArrayList<>();

  private final class Fake implements Segmenter {
    private final String id;
    private final SegmentationOutcome outcome;
    private final List<StructureDefinition> structures;
    private boolean closed;

    Fake(String id, SegmentationOutcome outcome, String... structures) {
      this.id = id;
      this.structures = Stream.of(structures).map(CompositeSegmenterTest::organ).toList();
      this.outcome =
          outcome != null
              ? outcome
              : new Completed(
                  this.structures.stream()
                      .map(d -> SegmentedStructure.of(d, mask(), identity()))
                      .toList(),
                  List.of("a note of " + id));
    }

    private static BinaryMask mask() {
      return BinaryMask.of(CT.grid(), (s, r, c) -> r == c);
    }

    @Override
    public ModelIdentity identity() {
      return new ModelIdentity(id, "1", "0".repeat(64), id, false);
    }

    @Override
    public List<StructureDefinition> structures() {
      return structures;
    }

    @Override
    public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
      asked.add(id);
      return outcome;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static StructureDefinition organ(String name) {
    return new StructureDefinition(
        Structure.unpaired(name, RoiType.ORGAN, new RoiColour(1, 2, 3)),
        Optional.empty(),
        true,
        true);
  }

  private static SegmentationOutcome segment(Segmenter... parts) {
    return new CompositeSegmenter(Arrays.asList(parts)).segment(CT, SegmentationListener.NONE);
  }

  private static Refused notShown(String where) {
    return new Refused(RefusalCode.BODY_PART_NOT_SHOWN, where, "give it its own part");
  }

  private static List<String> names(SegmentationOutcome outcome) {
    return ((Completed) outcome).structures().stream().map(s -> s.definition().name()).toList();
  }

  /** Finds a thing under a name and says when it had to make it itself. */
  private Segmenter sharing(String id, String name, List<String> made, List<Integer> held) {
    Fake fake = new Fake(id, null, id);
    return new Segmenter() {
      @Override
      public ModelIdentity identity() {
        return fake.identity();
      }

      @Override
      public List<StructureDefinition> structures() {
        return fake.structures();
      }

      @Override
      public Optional<String> shares() {
        return Optional.of(name);
      }

      @Override
      public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
        throw new AssertionError("asked without what is shared");
      }

      @Override
      public SegmentationOutcome segment(
          CtVolume ct, SharedFindings shared, SegmentationListener listener) {
        held.add(shared.size());
        shared.of(name, String.class, () -> made.add(id) ? name : "");
        return fake.segment(ct, listener);
      }
    };
  }

  @Test
  void what_a_part_found_is_there_for_later_ones_of_its_name_and_no_longer() {
    List<String> made = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    Segmenter all =
        new CompositeSegmenter(
            List.of(
                sharing("a", "x", made, held),
                sharing("b", "y", made, held),
                new Fake("c", null, "c"),
                sharing("d", "x", made, held),
                sharing("e", "z", made, held)));
    for (int patient = 1; patient <= 2; patient++) {
      assertThat(names(all.segment(CT, SegmentationListener.NONE)))
          .containsExactly("a", "b", "c", "d", "e");
    }
    assertThat(made).containsExactly("a", "b", "e", "a", "b", "e");
    assertThat(held).as("things held as each begins").containsExactly(0, 1, 1, 0, 0, 1, 1, 0);
  }

  @Test
  void of_a_structure_that_two_models_make_the_first_one_s_stays() {
    var outcome = segment(new Fake("one", null, "Bone", "Cord"), new Fake("two", null, "Cord"));
    assertThat(names(outcome)).containsExactly("Bone", "Cord");
    assertThat(((Completed) outcome).structures().get(1).model().id()).isEqualTo("one");
    assertThat(((Completed) outcome).notes()).containsExactly("a note of one", "a note of two");
  }

  @ParameterizedTest
  @EnumSource(
      value = RefusalCode.class,
      names = "BODY_PART_NOT_SHOWN",
      mode = EnumSource.Mode.EXCLUDE)
  void any_other_refusal_of_one_refuses_the_whole_and_no_further_model_is_run(RefusalCode code) {
    Refused refused = new Refused(code, "here", "do this");
    var outcome =
        segment(
            new Fake("one", null, "Bone"),
            new Fake("two", refused, "Cord"),
            new Fake("three", null, "Lung_L"));
    assertThat(outcome).isEqualTo(refused);
    assertThat(asked).containsExactly("one", "two");
  }

  @Test
  void a_failure_of_one_fails_the_whole_even_after_another_was_left_out() {
    Failed failed = new Failed(FailureCode.ENGINE, "stumbled", true);
    var outcome =
        segment(
            new Fake("one", notShown("0 mm of head"), "Brain"),
            new Fake("two", null, "Bone"),
            new Fake("three", failed, "Cord"));
    assertThat(outcome).isEqualTo(failed);
  }

  @Test
  void a_model_whose_part_is_not_shown_is_left_out_with_a_note_wherever_it_stands() {
    for (boolean first : new boolean[] {true, false}) {
      Fake out = new Fake("head", notShown("0 mm of head"), "Brain", "Bone");
      Fake in = new Fake("all", null, "Bone");
      var outcome = first ? segment(out, in) : segment(in, out);
      assertThat(names(outcome)).containsExactly("Bone");
      assertThat(((Completed) outcome).structures().get(0).model().id()).isEqualTo("all");
      assertThat(((Completed) outcome).notes())
          .containsExactlyInAnyOrder(
              "a note of all", "head 1 was not used: 0 mm of head; give it its own part");
    }
  }

  @Test
  void where_no_model_s_part_is_shown_the_refusal_names_each() {
    var outcome =
        segment(
            new Fake("head", notShown("0 mm of head"), "Brain"),
            new Fake("pelvis", notShown("0 mm of pelvis"), "Bladder"));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class,
            r -> {
              assertThat(r.code()).isEqualTo(RefusalCode.BODY_PART_NOT_SHOWN);
              assertThat(r.where()).isEqualTo("head 1: 0 mm of head; pelvis 1: 0 mm of pelvis");
              assertThat(r.whatToDo()).contains("give it its own part");
            });
  }

  @Test
  void an_only_model_s_refusal_is_told_as_it_is() {
    assertThat(segment(new Fake("head", notShown("0 mm of head"), "Brain")))
        .isEqualTo(notShown("0 mm of head"));
  }

  @Test
  void a_model_that_finds_nothing_is_no_refusal() {
    var outcome = segment(new Fake("none", null), new Fake("two", null, "Cord"));
    assertThat(names(outcome)).containsExactly("Cord");
  }

  @Test
  void it_names_all_its_parts_and_closes_them() {
    Fake one = new Fake("one", null, "Bone");
    Fake two = new Fake("two", null, "Cord", "Bone");
    CompositeSegmenter both = new CompositeSegmenter(List.of(one, two));
    assertThat(both.identity().id()).isEqualTo("one+two");
    assertThat(both.identity().clinicalUse()).isFalse();
    assertThat(both.structures())
        .extracting(StructureDefinition::name)
        .containsExactly("Bone", "Cord");
    both.close();
    assertThat(one.closed && two.closed).isTrue();
  }
}
