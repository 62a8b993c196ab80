package org.contourflow.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.PersonsWord.OfStructure;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewStore;
import org.contourflow.review.ReviewedSet;
import org.contourflow.review.ReviewedStructure;
import org.jdbi.v3.core.Handle;

/** The store of {@link ReviewStore} in the database. */
public final class JdbcReviewStore implements ReviewStore {
  private static final int LONGEST_NAME = 64;

  /** The columns of a structure without its long texts, which are most of a review. */
  private static final String FIGURES =
      "review_id, position, name, came_back_as, matched_by, verdict, kind, verdict_by_person,"
          + " error_by_person, presence, dice, surface_dice_1mm, surface_dice_2mm,"
          + " surface_dice_3mm, hd95_mm, mean_distance_mm, added_path_length_mm,"
          + " volume_came_back_cc, volume_delivered_cc, contour_length_mm, shift_left_mm,"
          + " shift_posterior_mm, shift_head_mm, untouched, '' as slices, '' as losses";

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
                + " edit_minutes, staff_grade, accepted_surface_dice_1mm, minor_surface_dice_2mm,"
                + " minor_hd95_mm, redrawn_surface_dice_3mm) values (:sop, :case, :protocol,"
                + " :model, :site, :scanner, :kernel, :approval, :at, :by, :notes, :acceptability,"
                + " :reviewMinutes, :editMinutes, :grade, :accepted, :minor, :minorHd95,"
                + " :redrawn)")
        .bind("sop", review.from().sopInstanceUid())
        .bind("case", review.of().caseId())
        .bind("protocol", review.of().protocol())
        .bind("model", cut(review.of().model(), 400))
        .bind("site", cut(review.of().scanner().site(), 200))
        .bind("scanner", cut(review.of().scanner().scanner(), 200))
        .bind("kernel", cut(review.of().scanner().kernel(), 200))
        .bind("approval", cut(review.from().approval(), 16))
        .bind("at", ColumnValues.toColumn(review.from().at()))
        .bind("by", cut(review.from().recognisedBy(), 400))
        .bind("notes", notes(review.set()))
        .bind("acceptability", word.acceptability().map(Enum::name).orElse(""))
        .bind("reviewMinutes", boxed(word.reviewMinutes()))
        .bind("editMinutes", boxed(word.editMinutes()))
        .bind("grade", word.staffGrade().orElse(""))
        .bind("accepted", review.set().rules().acceptedSurfaceDice1Mm())
        .bind("minor", review.set().rules().minorSurfaceDice2Mm())
        .bind("minorHd95", review.set().rules().minorHausdorff95Mm())
        .bind("redrawn", review.set().rules().redrawnSurfaceDice3Mm())
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  private static String notes(ReviewedSet set) {
    List<String> lines = new ArrayList<>();
    set.unclear().forEach(line -> lines.add(ReviewRows.UNCLEAR + line));
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
    s.measured().ifPresent(m -> MeasuredColumns.put(m, row));
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

  @Override
  public List<ReviewRecord> all() {
    return select("", "");
  }

  @Override
  public List<ReviewRecord> figures() {
    return select(FIGURES, "", "");
  }

  @Override
  public long newest() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select coalesce(max(id), 0) from review")
                    .mapTo(Long.class)
                    .one());
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
                    .bind("from", ColumnValues.toColumn(from))
                    .bind("to", ColumnValues.toColumn(to))
                    .mapTo(String.class)
                    .stream()
                    .filter(study -> !study.isEmpty())
                    .toList());
  }

  @Override
  public Optional<ReviewRecord> find(long id) {
    return select("where id = " + id, "").stream().findFirst();
  }

  private List<ReviewRecord> select(String where, String value) {
    return select("*", where, value);
  }

  private List<ReviewRecord> select(String columns, String where, String value) {
    return database
        .jdbi()
        .withHandle(
            handle -> {
              List<ReviewRecord> heads =
                  handle
                      .createQuery("select * from review " + where + " order by received_at, id")
                      .bind("value", value)
                      .map((row, context) -> ReviewRows.head(row))
                      .list();
              Map<Long, List<ReviewRows.Line>> lines = lines(handle, columns, where, value);
              return heads.stream()
                  .map(head -> ReviewRows.whole(head, lines.getOrDefault(head.id(), List.of())))
                  .toList();
            });
  }

  /** The structures of the reviews, by the review's id: in one question, however many there are. */
  private static Map<Long, List<ReviewRows.Line>> lines(
      Handle handle, String columns, String where, String value) {
    return handle
        .createQuery(
            "select "
                + columns
                + " from review_structure where review_id in (select id from review "
                + where
                + ") order by review_id, position")
        .bind("value", value)
        .map((row, context) -> Map.entry(row.getLong("review_id"), ReviewRows.line(row)))
        .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
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
