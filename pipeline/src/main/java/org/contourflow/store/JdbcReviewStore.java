package org.contourflow.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.metrics.Centroid;
import org.contourflow.metrics.SliceChange;
import org.contourflow.metrics.StructureScore;
import org.contourflow.metrics.StructureScore.Distances;
import org.contourflow.metrics.StructureScore.Presence;
import org.contourflow.metrics.StructureScore.SurfaceDice;
import org.contourflow.metrics.StructureScore.Volumes;
import org.contourflow.review.CameBack;
import org.contourflow.review.EditKind;
import org.contourflow.review.Measured;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.PersonsWord.Acceptability;
import org.contourflow.review.PersonsWord.OfStructure;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewStore;
import org.contourflow.review.ReviewedCase;
import org.contourflow.review.ReviewedSet;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.review.Verdict;
import org.contourflow.structure.NameMatcher.By;
import org.jdbi.v3.core.Handle;

/** The store of {@link ReviewStore} in the database. */
public final class JdbcReviewStore implements ReviewStore {
  private static final String UNCLEAR = "unclear: ";
  private static final int LONGEST_NAME = 64;

  private final Database database;

  public JdbcReviewStore(Database database) {
    this.database = database;
  }

  @Override
  public long add(ReviewRecord review) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              remove(handle, review);
              long id = insert(handle, review);
              int position = 0;
              for (ReviewedStructure structure : review.set().structures()) {
                insert(handle, id, position++, structure, review.word().of(structure.name()));
              }
              return id;
            });
  }

  private static void remove(Handle handle, ReviewRecord review) {
    for (String sql :
        List.of(
            "delete from review_structure where review_id in (select id from review where case_id ="
                + " :case and sop_instance_uid = :sop)",
            "delete from review where case_id = :case and sop_instance_uid = :sop")) {
      handle
          .createUpdate(sql)
          .bind("case", review.of().caseId())
          .bind("sop", review.from().sopInstanceUid())
          .execute();
    }
  }

  private static long insert(Handle handle, ReviewRecord review) {
    PersonsWord word = review.word();
    return handle
        .createUpdate(
            "insert into review (sop_instance_uid, case_id, protocol, model, site, scanner, kernel,"
                + " approval, received_at, recognised_by, notes, acceptability, review_minutes,"
                + " edit_minutes, staff_grade) values (:sop, :case, :protocol, :model, :site,"
                + " :scanner, :kernel, :approval, :at, :by, :notes, :acceptability,"
                + " :reviewMinutes, :editMinutes, :grade)")
        .bind("sop", review.from().sopInstanceUid())
        .bind("case", review.of().caseId())
        .bind("protocol", review.of().protocol())
        .bind("model", cut(review.of().model(), 400))
        .bind("site", cut(review.of().scanner().site(), 200))
        .bind("scanner", cut(review.of().scanner().scanner(), 200))
        .bind("kernel", cut(review.of().scanner().kernel(), 200))
        .bind("approval", cut(review.from().approval(), 16))
        .bind("at", JdbcCaseStore.toColumn(review.from().at()))
        .bind("by", cut(review.from().recognisedBy(), 400))
        .bind("notes", notes(review.set()))
        .bind("acceptability", word.acceptability().map(Enum::name).orElse(""))
        .bind("reviewMinutes", boxed(word.reviewMinutes()))
        .bind("editMinutes", boxed(word.editMinutes()))
        .bind("grade", word.staffGrade().orElse(""))
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  private static String notes(ReviewedSet set) {
    List<String> lines = new ArrayList<>();
    set.unclear().forEach(line -> lines.add(UNCLEAR + line));
    lines.addAll(set.problems());
    return cut(String.join("\n", lines), 100_000);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static void insert(
      Handle handle, long id, int position, ReviewedStructure s, OfStructure word) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("review_id", id);
    row.put("position", position);
    row.put("name", cut(s.name(), LONGEST_NAME));
    row.put("came_back_as", cut(s.cameBackAs().orElse(""), LONGEST_NAME));
    row.put("matched_by", s.matchedBy().map(Enum::name).orElse(""));
    row.put("verdict", s.verdict().name());
    row.put("kind", s.kind().name());
    row.put("verdict_by_person", word.verdict().map(Enum::name).orElse(""));
    row.put("error_by_person", word.error().map(Enum::name).orElse(""));
    row.put("losses", cut(String.join("\n", s.losses()), 100_000));
    row.put("presence", "");
    row.put("untouched", false);
    row.put("slices", "");
    s.measured().ifPresent(m -> figures(m, row));
    String columns = String.join(", ", row.keySet());
    var update =
        handle.createUpdate(
            "insert into review_structure ("
                + columns
                + ") values (:"
                + String.join(", :", row.keySet())
                + ")");
    row.forEach(update::bind);
    update.execute();
  }

  private static void figures(Measured m, Map<String, Object> row) {
    StructureScore score = m.score();
    row.put("presence", score.presence().name());
    row.put("dice", score.dice());
    row.put("surface_dice_1mm", score.surfaceDice1Mm());
    row.put("surface_dice_2mm", score.surfaceDice2Mm());
    row.put("surface_dice_3mm", score.surfaceDice3Mm());
    row.put("hd95_mm", score.hausdorff95Mm());
    row.put("mean_distance_mm", score.meanDistanceMm());
    row.put("added_path_length_mm", score.addedPathLengthMm());
    row.put("volume_came_back_cc", score.referenceCc());
    row.put("volume_delivered_cc", score.volumeCc());
    row.put("contour_length_mm", m.contourMm());
    row.put("shift_left_mm", m.shift().toLeftMm());
    row.put("shift_posterior_mm", m.shift().toPosteriorMm());
    row.put("shift_head_mm", m.shift().toHeadMm());
    row.put("untouched", m.untouched());
    StringBuilder slices = new StringBuilder();
    for (SliceChange c : m.slices()) {
      slices
          .append(c.slice())
          .append(' ')
          .append(c.beforeMm2())
          .append(' ')
          .append(c.afterMm2())
          .append(' ')
          .append(c.addedMm2())
          .append(' ')
          .append(c.removedMm2())
          .append('\n');
    }
    row.put("slices", slices.toString());
  }

  @Override
  public List<ReviewRecord> all() {
    return select("", "");
  }

  @Override
  public List<ReviewRecord> ofCase(String caseId) {
    return select("where case_id = :value", caseId);
  }

  @Override
  public List<ReviewRecord> ofModel(String model) {
    return select("where model = :value", model);
  }

  @Override
  public List<ReviewRecord> ofModelAfter(String model, long id) {
    return select("where model = :value and id > " + id, model);
  }

  @Override
  public List<String> studiesWithoutReview(Instant from, Instant to) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select distinct study_instance_uid from case_record where state ="
                            + " 'DELIVERED' and updated_at > :from and updated_at <= :to and not"
                            + " exists (select 1 from review where review.case_id ="
                            + " case_record.case_id) order by study_instance_uid")
                    .bind("from", JdbcCaseStore.toColumn(from))
                    .bind("to", JdbcCaseStore.toColumn(to))
                    .mapTo(String.class)
                    .stream()
                    .filter(study -> !study.isEmpty())
                    .toList());
  }

  @Override
  public Optional<ReviewRecord> find(long id) {
    return select("where cast(id as varchar(20)) = :value", Long.toString(id)).stream().findFirst();
  }

  private List<ReviewRecord> select(String where, String value) {
    return database
        .jdbi()
        .withHandle(
            handle -> {
              List<ReviewRecord> heads =
                  handle
                      .createQuery("select * from review " + where + " order by received_at, id")
                      .bind("value", value)
                      .map((row, context) -> head(row))
                      .list();
              Map<Long, List<Line>> lines = lines(handle, where, value);
              return heads.stream()
                  .map(head -> whole(head, lines.getOrDefault(head.id(), List.of())))
                  .toList();
            });
  }

  /** The structures of the reviews, by the review's id: in one question, however many there are. */
  private static Map<Long, List<Line>> lines(Handle handle, String where, String value) {
    return handle
        .createQuery(
            "select * from review_structure where review_id in (select id from review "
                + where
                + ") order by review_id, position")
        .bind("value", value)
        .map((row, context) -> Map.entry(row.getLong("review_id"), line(row)))
        .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
  }

  private static ReviewRecord head(ResultSet row) throws SQLException {
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
            JdbcCaseStore.fromColumn(row, "received_at"),
            row.getString("recognised_by")),
        new ReviewedSet(
            List.of(),
            lines.stream()
                .filter(l -> l.startsWith(UNCLEAR))
                .map(l -> l.substring(UNCLEAR.length()))
                .toList(),
            lines.stream().filter(l -> !l.startsWith(UNCLEAR)).toList()),
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
  private record Line(ReviewedStructure structure, OfStructure word) {}

  private static ReviewRecord whole(ReviewRecord head, List<Line> lines) {
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
            head.set().problems()),
        new PersonsWord(
            word.acceptability(),
            word.reviewMinutes(),
            word.editMinutes(),
            word.staffGrade(),
            words));
  }

  private static Line line(ResultSet row) throws SQLException {
    String losses = row.getString("losses");
    ReviewedStructure structure =
        new ReviewedStructure(
            row.getString("name"),
            filled(row, "came_back_as"),
            filled(row, "matched_by").map(By::valueOf),
            filled(row, "presence").isEmpty() ? Optional.empty() : Optional.of(measured(row)),
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

  private static Measured measured(ResultSet row) throws SQLException {
    StructureScore score =
        new StructureScore(
            Presence.valueOf(row.getString("presence")),
            row.getDouble("dice"),
            new SurfaceDice(
                row.getDouble("surface_dice_1mm"),
                row.getDouble("surface_dice_2mm"),
                row.getDouble("surface_dice_3mm")),
            new Distances(row.getDouble("hd95_mm"), row.getDouble("mean_distance_mm")),
            row.getDouble("added_path_length_mm"),
            new Volumes(
                row.getDouble("volume_came_back_cc"), row.getDouble("volume_delivered_cc")));
    return new Measured(
        score,
        row.getDouble("contour_length_mm"),
        new Centroid.Shift(
            row.getDouble("shift_left_mm"),
            row.getDouble("shift_posterior_mm"),
            row.getDouble("shift_head_mm")),
        row.getString("slices").lines().map(JdbcReviewStore::slice).toList(),
        row.getBoolean("untouched"));
  }

  private static SliceChange slice(String line) {
    double[] v = Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    return new SliceChange((int) v[0], v[1], v[2], v[3], v[4]);
  }

  @Override
  public boolean say(long id, PersonsWord word) {
    Optional<ReviewRecord> review = find(id);
    review.ifPresent(r -> database.jdbi().useTransaction(handle -> say(handle, r, word)));
    return review.isPresent();
  }

  private static void say(Handle handle, ReviewRecord review, PersonsWord word) {
    handle
        .createUpdate(
            "update review set acceptability = :acceptability, review_minutes = :reviewMinutes,"
                + " edit_minutes = :editMinutes, staff_grade = :grade where id = :id")
        .bind("acceptability", word.acceptability().map(Enum::name).orElse(""))
        .bind("reviewMinutes", boxed(word.reviewMinutes()))
        .bind("editMinutes", boxed(word.editMinutes()))
        .bind("grade", word.staffGrade().orElse(""))
        .bind("id", review.id())
        .execute();
    for (ReviewedStructure structure : review.set().structures()) {
      OfStructure own = word.of(structure.name());
      handle
          .createUpdate(
              "update review_structure set verdict_by_person = :verdict, error_by_person = :error"
                  + " where review_id = :id and name = :name")
          .bind("verdict", own.verdict().map(Enum::name).orElse(""))
          .bind("error", own.error().map(Enum::name).orElse(""))
          .bind("id", review.id())
          .bind("name", structure.name())
          .execute();
    }
  }
}
