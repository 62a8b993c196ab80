package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.audit.Event;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.model.ModelIdentity;
import org.contourflow.query.CaseFilter;
import org.contourflow.query.CaseFinding;
import org.contourflow.query.CaseLine;
import org.contourflow.query.CaseOrder;
import org.contourflow.query.CaseQueries;
import org.contourflow.query.CaseStructure;
import org.contourflow.query.CaseView;
import org.contourflow.query.Page;
import org.contourflow.query.PersonsVerdict;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Answers {@link CaseQueries}: one statement for the page, one each for what its cases have. */
public final class JdbcCaseQueries implements CaseQueries {
  private final Database database;
  private final CaseCounts counts;

  public JdbcCaseQueries(Database database) {
    this.database = database;
    this.counts = new CaseCounts(database);
  }

  @Override
  public Page<CaseLine> cases(
      CaseFilter filter, CaseOrder order, Optional<String> after, int most) {
    if (most < 1 || most > Page.LARGEST) {
      throw new IllegalArgumentException("a page has 1 to " + Page.LARGEST + " lines");
    }
    CasePlace place = new CasePlace(order);
    after.ifPresent(place::check);
    return database
        .jdbi()
        .inTransaction( // One moment: a case that changes between two states is in one of them.
            TransactionIsolationLevel.REPEATABLE_READ,
            h -> {
              CaseLists lists = new CaseLists(h, database, filter, place);
              List<CaseRecord> found = lists.some(after, most + 1);
              List<CaseRecord> shown = found.subList(0, Math.min(most, found.size()));
              Optional<String> next =
                  found.size() > most
                      ? Optional.of(place.cursor(shown.get(most - 1)))
                      : Optional.empty();
              return new Page<>(CaseLines.of(h, shown), next);
            });
  }

  @Override
  public Optional<CaseView> find(String caseId) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select * from case_record where case_id = :id")
                    .bind("id", caseId)
                    .map(JdbcCaseStore::map)
                    .findOne()
                    .map(record -> view(h, record)));
  }

  private static CaseView view(Handle h, CaseRecord record) {
    String id = record.caseId();
    List<Event> events =
        h.createQuery("select * from event where case_id = :id order by sequence")
            .bind("id", id)
            .map(JdbcRunLog::map)
            .list();
    List<CaseFinding> findings =
        h.createQuery("select * from case_finding where case_id = :id order by sequence")
            .bind("id", id)
            .map(JdbcCaseQueries::finding)
            .list();
    List<CaseStructure> structures =
        h.createQuery("select * from case_structure where case_id = :id order by name")
            .bind("id", id)
            .map(JdbcCaseQueries::structure)
            .list();
    List<PersonsVerdict> verdicts =
        h.createQuery("select * from case_verdict where case_id = :id order by at")
            .bind("id", id)
            .map(JdbcCaseQueries::verdict)
            .list();
    List<DeliveryRecord> deliveries =
        h.createQuery("select * from delivery where case_id = :id order by target")
            .bind("id", id)
            .map(JdbcDeliveryStore::map)
            .list();
    String protocolSha256 =
        h.createQuery("select protocol_sha256 from case_record where case_id = :id")
            .bind("id", id)
            .mapTo(String.class)
            .one();
    return new CaseView(record, protocolSha256, events, findings, structures, deliveries, verdicts);
  }

  private static CaseFinding finding(ResultSet row, StatementContext context) throws SQLException {
    return new CaseFinding(
        row.getLong("sequence"),
        row.getString("severity"),
        row.getString("code"),
        row.getString("structure"),
        row.getString("text"));
  }

  private static CaseStructure structure(ResultSet row, StatementContext context)
      throws SQLException {
    return new CaseStructure(
        row.getString("name"),
        row.getString("presence"),
        number(row, "volume_cc"),
        number(row, "confidence"),
        new ModelIdentity(
            row.getString("model_id"),
            row.getString("model_version"),
            row.getString("weights_sha256"),
            row.getString("model_title"),
            row.getBoolean("clinical_use")));
  }

  private static OptionalDouble number(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static PersonsVerdict verdict(ResultSet row, StatementContext context)
      throws SQLException {
    return new PersonsVerdict(
        PersonsVerdict.Kind.valueOf(row.getString("kind")),
        row.getString("reason"),
        row.getString("by_user"),
        ColumnValues.fromColumn(row, "at"));
  }

  @Override
  public Map<CaseState, Long> states() {
    return counts.read();
  }

  @Override
  public void add(String caseId, PersonsVerdict verdict) {
    database
        .jdbi()
        .useHandle(
            h ->
                h.createUpdate(
                        "insert into case_verdict (case_id, kind, reason, by_user, at) values (:id,"
                            + " :kind, :reason, :by, :at)")
                    .bind("id", caseId)
                    .bind("kind", verdict.kind().name())
                    .bind("reason", ColumnValues.cut(verdict.reason()))
                    .bind("by", verdict.by())
                    .bind("at", ColumnValues.toColumn(verdict.at()))
                    .execute());
  }
}
