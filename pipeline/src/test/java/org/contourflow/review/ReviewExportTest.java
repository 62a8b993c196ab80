package org.contourflow.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.contourflow.review.Drawn.Box;
import org.contourflow.structure.NameMatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a centre hands on: every field, a line a structure. */
class ReviewExportTest {
  private static final Box BOX = new Box(5, 14, 20, 39, 10, 29);

  @TempDir Path folder;

  private PersonsWord word(String text) throws IOException {
    return PersonsWord.read(Files.writeString(folder.resolve("word.yaml"), text));
  }

  private ReviewRecord review(PersonsWord word) {
    ReviewedSet set =
        new SetComparison(Drawn.GRID, Drawn.FRAME, new NameMatcher(), VerdictRules.USUAL)
            .compare(
                Drawn.set(Drawn.roi("Parotid_L", BOX), Drawn.roi("Larynx", BOX)),
                Drawn.set(Drawn.roi("Parotid_L", BOX.moved(0, 0, 4))));
    return new ReviewRecord(
        7,
        new ReviewedCase(
            "case-3", "hn", "head-neck/1", new ReviewedCase.Scanner("A, B", "GE X", "STD")),
        new CameBack("1.2", "APPROVED", Instant.parse("2026-05-04T10:00:00Z"), "predecessor"),
        set,
        word);
  }

  @Test
  void every_field_that_hte11_asks_for_has_its_column() throws IOException {
    PersonsWord word =
        word(
            """
            acceptability: minor-edits
            reviewMinutes: 4
            editMinutes: 7.5
            grade: consultant
            structures:
              Parotid_L: {verdict: minor, error: too-small}
            """);
    List<String> lines = ReviewExport.csv(List.of(review(word))).lines().toList();
    List<String> head = Arrays.asList(lines.get(0).split(","));
    assertThat(head)
        .contains(
            "verdict",
            "verdict_by_person",
            "set_acceptability",
            "added_path_length_mm",
            "set_review_minutes",
            "set_edit_minutes",
            "staff_grade",
            "edit_kind",
            "error_by_person",
            "model",
            "scanner",
            "kernel",
            "verdict_limits");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1))
        .contains(",\"A, B\",GE X,STD,APPROVED,Parotid_L,Parotid_L,name,major,minor,misplaced")
        .contains(",too-small,minor-edits,4,7.5,consultant,0.8,");
    assertThat(lines.get(1))
        .endsWith(
            ",accepted: surface Dice at 1 mm >= 0.99; minor: at 2 mm >= 0.9 and HD95 <= 5 mm;"
                + " redrawn: at 3 mm < 0.5; else major");
    assertThat(lines.get(2)).contains(",Larynx,,,removed,,invented,");
    assertThat(ReviewExport.slicesCsv(List.of(review(word))).lines())
        .hasSize(1 + 10 + 10)
        .contains("7,case-3,Parotid_L,6,400.00,400.00,80.00,80.00");
  }

  @Test
  void json_has_the_same_fields_as_values() throws IOException {
    ReviewExport.write(List.of(review(PersonsWord.NONE)), folder);
    JsonNode root = new ObjectMapper().readTree(folder.resolve("review.json").toFile());
    JsonNode parotid = root.get(0).get("structures").get(0);
    assertThat(parotid.get("dice").asDouble()).isEqualTo(0.8);
    assertThat(parotid.get("set_edit_minutes").isNull()).isTrue();
    assertThat(parotid.get("slices")).hasSize(10);
    // No distance to nothing: not a number a spreadsheet would stumble over.
    assertThat(root.get(0).get("structures").get(1).get("hd95_mm").isNull()).isTrue();
    assertThat(folder.resolve("review.csv")).exists();
    assertThat(folder.resolve("slices.csv")).exists();
  }

  @Test
  void a_wrong_word_is_refused_with_what_is_allowed() {
    assertThatThrownBy(() -> word("acceptability: great"))
        .hasMessageContaining("word.yaml")
        .hasMessageContaining("minor-edits");
    assertThatThrownBy(() -> word("structures: {Larynx: {verdict: good}}"))
        .hasMessageContaining("accepted, minor");
    assertThatThrownBy(() -> word("editMinutes: -3")).hasMessageContaining("0 or more");
    assertThatThrownBy(() -> word("edit: 3\n")).hasMessageContaining("unknown key 'edit'");
  }
}
