package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.contourflow.audit.Event;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.cases.DeliveryStore.DeliveryState;
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

/** Answers {@link CaseQueries}: one statement for the page, one each for what its cases have. */
public final class JdbcCaseQueries implements CaseQueries {
  private final Database database;

  public JdbcCaseQueries(Database database) {
    this.database = database;
  }

  @Override
  public Page<CaseLine> cases(
      CaseFilter filter, CaseOrder order, Optional<String> after, int most) {
    if (most < 1 || most > Page.LARGEST) {
      throw new IllegalArgumentException("a page has 1 to " + Page.LARGEST + " lines");
    }
    CasePlace place = new CasePlace(order);
    Where where = where(filter);
    after.ifPresent(cursor -> place.behind(cursor, where));
    return database
        .jdbi()
        .withHandle(
            h ->
                FoundCases.within(h, filter, where)
                    ? page(h, where, place, most)
                    : new Page<>(List.of(), Optional.empty()));
  }

  private static Page<CaseLine> page(Handle h, Where where, CasePlace place, int most) {
    String sql = "select c.* from case_record c" + where.sql() + place.orderBy() + " limit :most";
    List<CaseRecord> found =
        where.bind(h.createQuery(sql)).bind("most", most + 1).map(JdbcCaseStore::map).list();
    List<CaseRecord> shown = found.subList(0, Math.min(most, found.size()));
    Optional<String> next =
        found.size() > most ? Optional.of(place.cursor(shown.get(most - 1))) : Optional.empty();
    return new Page<>(lines(h, shown), next);
  }

  private static Where where(CaseFilter filter) {
    Where where = new Where();
    where.in("c.state", "states", filter.states().stream().map(Enum::name).toList());
    protocols(where, filter.protocols());
    filter.model().ifPresent(m -> model(where, m));
    filter
        .finding()
        .ifPresent(
            f ->
                where.and(
                    "exists (select 1 from case_finding f where f.case_id = c.case_id and f.code ="
                        + " :finding)",
                    "finding",
                    f));
    filter
        .target()
        .ifPresent(
            t ->
                where.and(
                    "exists (select 1 from delivery d where d.case_id = c.case_id and d.target ="
                        + " :target)",
                    "target",
                    t));
    filter
        .text()
        .ifPresent(
            t ->
                where.and(
                    "lower(c.case_id || ' ' || c.protocol || ' ' || c.detail) like :text escape"
                        + " '!'",
                    "text",
                    Where.containing(t)));
    CaseFilter.Period made = filter.made();
    made.from()
        .ifPresent(t -> where.and("c.created_at >= :from", "from", ColumnValues.toColumn(t)));
    made.before()
        .ifPresent(t -> where.and("c.created_at < :before", "before", ColumnValues.toColumn(t)));
    return where;
  }

  private static void protocols(Where where, CaseFilter.Protocols protocols) {
    protocols
        .among()
        .ifPresent(
            names -> {
              if (names.isEmpty()) {
                where.and("1 = 0");
              }
              where.in("c.protocol", "among", names);
            });
    where.notIn("c.protocol", "except", protocols.except());
  }

  private static void model(Where where, String model) {
    String[] parts = FoundCases.idAndVersion(model);
    String version = "";
    if (parts.length == 2) {
      version = " and s.model_version = :version";
      where.and("1 = 1", "version", parts[1]);
    }
    where.and(
        "exists (select 1 from case_structure s where s.case_id = c.case_id and s.model_id ="
            + " :model"
            + version
            + ")",
        "model",
        parts[0]);
  }

  private static List<CaseLine> lines(Handle h, List<CaseRecord> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    List<String> ids = records.stream().map(CaseRecord::caseId).toList();
    Map<String, Set<String>> models = new HashMap<>();
    each(
        h,
        "select distinct case_id, model_id || ' ' || model_version as model from case_structure"
            + " where case_id in (<ids>)",
        ids,
        (id, row) -> models.computeIfAbsent(id, k -> new TreeSet<>()).add(row.getString("model")));
    Map<String, Map<String, Integer>> findings = new HashMap<>();
    each(
        h,
        "select case_id, severity, count(*) as n from case_finding where case_id in (<ids>) group"
            + " by case_id, severity",
        ids,
        (id, row) ->
            findings
                .computeIfAbsent(id, k -> new HashMap<>())
                .put(row.getString("severity"), row.getInt("n")));
    Map<String, Map<String, DeliveryState>> deliveries = new HashMap<>();
    each(
        h,
        "select case_id, target, state from delivery where case_id in (<ids>)",
        ids,
        (id, row) ->
            deliveries
                .computeIfAbsent(id, k -> new HashMap<>())
                .put(row.getString("target"), DeliveryState.valueOf(row.getString("state"))));
    return records.stream()
        .map(
            r ->
                new CaseLine(
                    r,
                    List.copyOf(models.getOrDefault(r.caseId(), Set.of())),
                    findings.getOrDefault(r.caseId(), Map.of()),
                    deliveries.getOrDefault(r.caseId(), Map.of())))
        .toList();
  }

  @FunctionalInterface
  private interface Row {
    void take(String caseId, ResultSet row) throws SQLException;
  }

  private static void each(Handle h, String sql, List<String> ids, Row row) {
    h.createQuery(sql)
        .bindList("ids", ids)
        .map(
            (r, context) -> {
              row.take(r.getString("case_id"), r);
              return 0;
            })
        .list();
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
    Map<String, Long> counted = new LinkedHashMap<>();
    database
        .jdbi()
        .useHandle(
            h ->
                h.createQuery("select state, count(*) as n from case_record group by state")
                    .map((r, context) -> counted.put(r.getString("state"), r.getLong("n")))
                    .list());
    Map<CaseState, Long> states = new EnumMap<>(CaseState.class);
    counted.forEach((name, n) -> states.put(CaseState.valueOf(name), n));
    return states;
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
