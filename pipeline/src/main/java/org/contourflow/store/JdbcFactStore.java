package org.contourflow.store;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.query.CaseFinding;
import org.contourflow.query.CaseStructure;
import org.contourflow.query.FactChange;
import org.contourflow.query.FactStore;
import org.jdbi.v3.core.Handle;

/** The facts of cases in the database. */
public final class JdbcFactStore implements FactStore {
  private final Database database;

  public JdbcFactStore(Database database) {
    this.database = database;
  }

  @Override
  public long mark() {
    return database.jdbi().withHandle(JdbcFactStore::mark);
  }

  static long mark(Handle h) {
    return h.createQuery("select sequence from projection_mark where name = 'facts'")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public boolean apply(List<FactChange> changes, long from, long to) {
    return database
        .jdbi()
        .inTransaction(
            h -> {
              int moved =
                  h.createUpdate(
                          "update projection_mark set sequence = :to where name = 'facts' and"
                              + " sequence = :from")
                      .bind("to", to)
                      .bind("from", from)
                      .execute();
              if (moved == 1) {
                changes.forEach(change -> apply(h, change));
                StatisticsDays.changed(h, counted(changes));
                StatisticsDays.followed(h, from, to);
              }
              return moved == 1;
            });
  }

  /** The mark; until the transaction ends nobody else changes facts. */
  static long lock(Handle h) {
    return h.createQuery("select sequence from projection_mark where name = 'facts' for update")
        .mapTo(Long.class)
        .one();
  }

  /** Of which statistics count the times or the structures anew. */
  private static Set<String> counted(List<FactChange> changes) {
    return changes.stream()
        .filter(change -> !(change instanceof FactChange.Found))
        .map(FactChange::caseId)
        .collect(Collectors.toSet());
  }

  private static void apply(Handle h, FactChange change) {
    if (change instanceof FactChange.Begun begun) {
      delete(h, "case_finding", begun.caseId());
      delete(h, "case_structure", begun.caseId());
    } else if (change instanceof FactChange.Written written) {
      delete(h, "case_finding", written.caseId(), " and code <> ''");
    } else if (change instanceof FactChange.Contoured contoured) {
      delete(h, "case_structure", contoured.caseId());
      contoured.structures().forEach(s -> insert(h, contoured.caseId(), s));
    } else if (change instanceof FactChange.Found found) {
      insert(h, found.caseId(), found.finding());
    }
  }

  private static void delete(Handle h, String table, String caseId) {
    delete(h, table, caseId, "");
  }

  private static void delete(Handle h, String table, String caseId, String more) {
    h.createUpdate("delete from " + table + " where case_id = :id" + more)
        .bind("id", caseId)
        .execute();
  }

  private static void insert(Handle h, String caseId, CaseStructure s) {
    h.createUpdate(
            "insert into case_structure (case_id, name, presence, volume_cc, confidence, model_id,"
                + " model_version, weights_sha256, model_title, clinical_use) values (:id, :name,"
                + " :presence, :volume, :confidence, :model, :version, :sha, :title, :clinical)")
        .bind("id", caseId)
        .bind("name", s.name())
        .bind("presence", s.presence())
        .bind("volume", number(s.volumeCc()))
        .bind("confidence", number(s.confidence()))
        .bind("model", s.model().id())
        .bind("version", s.model().version())
        .bind("sha", s.model().weightsSha256())
        .bind("title", s.model().title())
        .bind("clinical", s.model().clinicalUse())
        .execute();
  }

  private static Double number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static void insert(Handle h, String caseId, CaseFinding f) {
    h.createUpdate(
            "insert into case_finding (sequence, case_id, severity, code, structure, text) values"
                + " (:sequence, :id, :severity, :code, :structure, :text)")
        .bind("sequence", f.sequence())
        .bind("id", caseId)
        .bind("severity", f.severity())
        .bind("code", f.code())
        .bind("structure", f.structure())
        .bind("text", f.text())
        .execute();
  }
}
