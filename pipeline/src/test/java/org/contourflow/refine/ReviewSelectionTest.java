package org.contourflow.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.refine.ReviewSelection.LeftOut;
import org.contourflow.refine.ReviewedCases.Reviewed;
import org.contourflow.refine.TrainingSet.Rule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the sets that came back to a service are put before the consent gate. */
class ReviewSelectionTest {
  private static final Instant MORNING = Instant.parse("2026-11-29T08:00:00Z");

  @TempDir Path folder;
  private final List<Reviewed> reviews = new ArrayList<>();
  private RefineSettings settings;
  private Path ct;
  private Path set;

  @BeforeEach
  void files() throws IOException {
    ct = Files.writeString(folder.resolve("slice.dcm"), "a slice");
    set = Files.writeString(folder.resolve("set.dcm"), "a set");
    settings = read("data: {review: contourflow.yaml}");
  }

  private RefineSettings read(String data) throws IOException {
    return RefineSettings.read(
        Files.writeString(
            folder.resolve("refine.yaml"),
            "work: work\nmodel: {parent: any/1, version: 2}\n" + data + "\n"));
  }

  private void review(String caseId, String approval, int minutes) {
    review(caseId, approval, minutes, true, List.of(ct), Optional.of(set));
  }

  private void review(
      String caseId,
      String approval,
      int minutes,
      boolean matched,
      List<Path> slices,
      Optional<Path> of) {
    reviews.add(
        new Reviewed(caseId, approval, MORNING.plusSeconds(60L * minutes), matched, slices, of));
  }

  private ReviewSelection select() throws IOException {
    return ReviewSelection.of(settings, () -> reviews, MORNING.plusSeconds(3600));
  }

  private List<String> selected() throws IOException {
    try (var below = Files.list(folder.resolve("work/selected"))) {
      return below.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void approved_matched_cases_are_a_folder_each_until_it_is_closed() throws IOException {
    review("case-1", "APPROVED", 0);
    review("case-2", "APPROVED", 1, true, List.of(ct, ct), Optional.of(set));
    try (ReviewSelection selection = select()) {
      assertThat(selected()).containsExactly("case-1", "case-2");
      Path second = settings.data().cases().resolve("case-2");
      assertThat(second.resolve("ct-00002.dcm")).hasContent("a slice");
      assertThat(second.resolve("rtstruct.dcm")).hasContent("a set");
      assertThat(Files.isSymbolicLink(second.resolve("rtstruct.dcm"))).isFalse();
      assertThat(selection.leftOut()).isEmpty();
    }
    assertThat(folder.resolve("work/selected")).doesNotExist();
    assertThat(set).as("only the link is gone").exists();
  }

  @Test
  void everyone_else_is_left_out_by_a_rule() throws IOException {
    review("case-1", "UNAPPROVED", 0);
    review("case-2", "APPROVED", 0, false, List.of(ct), Optional.of(set));
    review("case-3", "APPROVED", 0, true, List.of(), Optional.of(set));
    review("case-4", "APPROVED", 0, true, List.of(ct), Optional.empty());
    review("case-5", "APPROVED", 0, true, List.of(folder.resolve("gone")), Optional.of(set));
    review("case-6", "", 0);
    try (ReviewSelection selection = select()) {
      assertThat(selected()).isEmpty();
      assertThat(selection.leftOut())
          .containsExactly(
              new LeftOut("case-1", Rule.NOT_APPROVED),
              new LeftOut("case-2", Rule.NOT_MATCHED),
              new LeftOut("case-3", Rule.FILES_GONE),
              new LeftOut("case-4", Rule.FILES_GONE),
              new LeftOut("case-5", Rule.FILES_GONE),
              new LeftOut("case-6", Rule.NOT_APPROVED));
    }
  }

  @Test
  void an_older_approval_does_not_stand_for_contours_that_were_changed_since() throws IOException {
    review("case-1", "UNAPPROVED", 5);
    review("case-1", "APPROVED", 1);
    review("case-2", "APPROVED", 7);
    review("case-2", "UNAPPROVED", 2);
    try (ReviewSelection selection = select()) {
      assertThat(selected()).containsExactly("case-2");
      assertThat(selection.leftOut())
          .containsExactly(
              new LeftOut("case-1", Rule.SUPERSEDED),
              new LeftOut("case-1", Rule.NOT_APPROVED),
              new LeftOut("case-2", Rule.SUPERSEDED));
    }
  }

  @Test
  void what_arrives_during_a_run_does_not_join_it_nor_end_it() throws IOException {
    review("case-1", "APPROVED", 0);
    select().close();
    Files.writeString(folder.resolve("work/checkpoint.bin"), "half trained");
    review("case-2", "APPROVED", 90);
    review("case-1", "UNAPPROVED", 90);
    Instant later = MORNING.plusSeconds(7200);
    try (ReviewSelection resumed = ReviewSelection.of(settings, () -> reviews, later)) {
      assertThat(selected()).containsExactly("case-1");
      assertThat(resumed.leftOut()).isEmpty();
    }
    Files.delete(folder.resolve("work/checkpoint.bin"));
    try (ReviewSelection anew = ReviewSelection.of(settings, () -> reviews, later)) {
      assertThat(selected()).containsExactly("case-2");
      assertThat(anew.leftOut()).hasSize(2);
    }
  }

  @Test
  void cases_and_review_exclude_each_other() {
    assertThatThrownBy(() -> read("data: {review: contourflow.yaml, cases: approved}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("data.cases and data.review");
    assertThatThrownBy(() -> read("data: {testShare: 0.2}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("data.review: the settings of a service");
  }
}
