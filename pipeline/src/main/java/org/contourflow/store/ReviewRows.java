package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.review.CameBack;
import org.contourflow.review.EditKind;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.PersonsWord.Acceptability;
import org.contourflow.review.PersonsWord.OfStructure;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewedCase;
import org.contourflow.review.ReviewedSet;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.review.Verdict;
import org.contourflow.review.VerdictRules;
import org.contourflow.structure.NameMatcher.By;

/** Rows of reviews, and of their structures, as records. */
final class ReviewRows {
  /** Begins a line of the notes that says what is unclear. */
  static final String UNCLEAR = "unclear: ";

  private ReviewRows() {}

  static ReviewRecord head(ResultSet row) throws SQLException {
    String notes = row.getString("notes");
    List<String> lines = notes.isEmpty() ? List.of() : List.of(notes.split("\n"));
    String acceptability = row.getString("acceptability");
    String grade = row.getString("staff_grade");
    return new ReviewRecord(
        row.getLong("id"),
        new ReviewedCase(
            row.getString("case_id"),
            row.getString("protocol"),
            row.getString("model"),
            new ReviewedCase.Scanner(
                row.getString("site"), row.getString("scanner"), row.getString("kernel"))),
        new CameBack(
            row.getString("sop_instance_uid"),
            row.getString("approval"),
            ColumnValues.fromColumn(row, "received_at"),
            row.getString("recognised_by")),
        new ReviewedSet(
            List.of(),
            lines.stream()
                .filter(l -> l.startsWith(UNCLEAR))
                .map(l -> l.substring(UNCLEAR.length()))
                .toList(),
            lines.stream().filter(l -> !l.startsWith(UNCLEAR)).toList(),
            new VerdictRules(
                row.getDouble("accepted_surface_dice_1mm"),
                row.getDouble("minor_surface_dice_2mm"),
                row.getDouble("minor_hd95_mm"),
                row.getDouble("redrawn_surface_dice_3mm"))),
        new PersonsWord(
            acceptability.isEmpty()
                ? Optional.empty()
                : Optional.of(Acceptability.valueOf(acceptability)),
            minutes(row, "review_minutes"),
            minutes(row, "edit_minutes"),
            grade.isEmpty() ? Optional.empty() : Optional.of(grade),
            Map.of()));
  }

  private static OptionalDouble minutes(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** A structure, and what the person says of it. */
  record Line(ReviewedStructure structure, OfStructure word) {}

  static ReviewRecord whole(ReviewRecord head, List<Line> lines) {
    Map<String, OfStructure> words = new LinkedHashMap<>();
    for (Line line : lines) {
      if (line.word().verdict().isPresent() || line.word().error().isPresent()) {
        words.put(line.structure().name(), line.word());
      }
    }
    PersonsWord word = head.word();
    return new ReviewRecord(
        head.id(),
        head.of(),
        head.from(),
        new ReviewedSet(
            lines.stream().map(Line::structure).toList(),
            head.set().unclear(),
            head.set().problems(),
            head.set().rules()),
        new PersonsWord(
            word.acceptability(),
            word.reviewMinutes(),
            word.editMinutes(),
            word.staffGrade(),
            words));
  }

  static Line line(ResultSet row) throws SQLException {
    String losses = row.getString("losses");
    ReviewedStructure structure =
        new ReviewedStructure(
            row.getString("name"),
            filled(row, "came_back_as"),
            filled(row, "matched_by").map(By::valueOf),
            filled(row, "presence").isEmpty()
                ? Optional.empty()
                : Optional.of(MeasuredColumns.of(row)),
            Verdict.valueOf(row.getString("verdict")),
            EditKind.valueOf(row.getString("kind")),
            losses.isEmpty() ? List.of() : List.of(losses.split("\n")));
    return new Line(
        structure,
        new OfStructure(
            filled(row, "verdict_by_person").map(Verdict::valueOf),
            filled(row, "error_by_person").map(EditKind::valueOf)));
  }

  private static Optional<String> filled(ResultSet row, String column) throws SQLException {
    return Optional.of(row.getString(column)).filter(text -> !text.isEmpty());
  }
}
