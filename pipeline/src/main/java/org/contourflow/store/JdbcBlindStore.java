package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.contourflow.review.BlindGrade;
import org.contourflow.review.BlindGrade.Preferred;
import org.contourflow.review.BlindPair;
import org.contourflow.review.BlindPair.FileAsGiven;
import org.contourflow.review.BlindStore;
import org.contourflow.review.BlindStudy;
import org.contourflow.review.PersonsWord.Acceptability;
import org.jdbi.v3.core.Handle;

/** The store of {@link BlindStore} in the database. */
public final class JdbcBlindStore implements BlindStore {
  private final Database database;

  public JdbcBlindStore(Database database) {
    this.database = database;
  }

  @Override
  public void add(BlindStudy study) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              handle
                  .createUpdate(
                      "insert into blind_study (id, name, made_by, made_at, hmac_key) values (:id,"
                          + " :name, :by, :at, :key)")
                  .bind("id", study.id())
                  .bind("name", study.name())
                  .bind("by", study.madeBy())
                  .bind("at", ColumnValues.toColumn(study.madeAt()))
                  .bind("key", study.key())
                  .execute();
              study.pairs().forEach(pair -> add(handle, study.id(), pair));
            });
  }

  private static void add(Handle handle, String study, BlindPair pair) {
    handle
        .createUpdate(
            "insert into blind_pair (study_id, number, case_id, structure, came_back_as, ours,"
                + " ours_sha256, theirs, theirs_sha256) values (:study, :number, :case,"
                + " :structure, :back, :ours, :oursSha, :theirs, :theirsSha)")
        .bind("study", study)
        .bind("number", pair.number())
        .bind("case", pair.caseId())
        .bind("structure", pair.structure())
        .bind("back", pair.cameBackAs())
        .bind("ours", pair.ours().file())
        .bind("oursSha", pair.ours().sha256())
        .bind("theirs", pair.theirs().file())
        .bind("theirsSha", pair.theirs().sha256())
        .execute();
  }

  @Override
  public List<BlindStudy> all() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select * from blind_study order by made_at, id")
                    .map((row, context) -> study(row, List.of()))
                    .stream()
                    .map(study -> withPairs(handle, study))
                    .toList());
  }

  @Override
  public Optional<BlindStudy> find(String id) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select * from blind_study where id = :id")
                    .bind("id", id)
                    .map((row, context) -> study(row, List.of()))
                    .findOne()
                    .map(study -> withPairs(handle, study)));
  }

  private static BlindStudy study(ResultSet row, List<BlindPair> pairs) throws SQLException {
    return new BlindStudy(
        row.getString("id"),
        row.getString("name"),
        row.getString("made_by"),
        ColumnValues.fromColumn(row, "made_at"),
        row.getString("hmac_key"),
        pairs);
  }

  private static BlindStudy withPairs(Handle handle, BlindStudy s) {
    List<BlindPair> pairs =
        handle
            .createQuery("select * from blind_pair where study_id = :id order by number")
            .bind("id", s.id())
            .map((row, context) -> pair(row))
            .list();
    return new BlindStudy(s.id(), s.name(), s.madeBy(), s.madeAt(), s.key(), pairs);
  }

  private static BlindPair pair(ResultSet row) throws SQLException {
    return new BlindPair(
        row.getInt("number"),
        row.getString("case_id"),
        row.getString("structure"),
        row.getString("came_back_as"),
        new FileAsGiven(row.getString("ours"), row.getString("ours_sha256")),
        new FileAsGiven(row.getString("theirs"), row.getString("theirs_sha256")));
  }

  @Override
  public void grade(String studyId, BlindGrade grade) {
    database.jdbi().useTransaction(handle -> grade(handle, studyId, grade));
  }

  private static void grade(Handle handle, String studyId, BlindGrade grade) {
    for (String sql :
        List.of(
            "delete from blind_grade where study_id = :study and number = :number and grader ="
                + " :grader",
            "insert into blind_grade (study_id, number, grader, ours, theirs, preferred, graded_at)"
                + " values (:study, :number, :grader, :ours, :theirs, :preferred, :at)")) {
      handle
          .createUpdate(sql)
          .bind("study", studyId)
          .bind("number", grade.pair())
          .bind("grader", grade.grader())
          .bind("ours", grade.ours().name())
          .bind("theirs", grade.theirs().name())
          .bind("preferred", grade.preferred().name())
          .bind("at", ColumnValues.toColumn(grade.at()))
          .execute();
    }
  }

  @Override
  public List<BlindGrade> grades(String studyId) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select * from blind_grade where study_id = :id order by number, grader")
                    .bind("id", studyId)
                    .map(
                        (row, context) ->
                            new BlindGrade(
                                row.getInt("number"),
                                row.getString("grader"),
                                Acceptability.valueOf(row.getString("ours")),
                                Acceptability.valueOf(row.getString("theirs")),
                                Preferred.valueOf(row.getString("preferred")),
                                ColumnValues.fromColumn(row, "graded_at")))
                    .list());
  }
}
