package org.contourflow.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.contourflow.cases.CaseState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose protocol's turn it is, and which protocols have as many cases in work as they may. */
final class ProtocolTurns {
  private static final Logger LOG = LoggerFactory.getLogger(ProtocolTurns.class);

  private static final String DUPLICATE = "23505";

  private final Database database;
  private final Leases leases;

  ProtocolTurns(Database database, Leases leases) {
    this.database = database;
    this.leases = leases;
  }

  /** Protocols that have as many cases in work as they may. */
  List<String> full(Handle handle, CaseState state, Map<String, Integer> mostAtOnce) {
    List<String> full = new ArrayList<>();
    mostAtOnce.forEach(
        (protocol, most) -> {
          if (inWork(handle, state, protocol) >= most) {
            full.add(protocol);
          }
        });
    return full;
  }

  /** Cases of a protocol that workers have in that state. */
  int inWork(Handle handle, CaseState state, String protocol) {
    return leases
        .bind(
            handle.createQuery(
                "select count(*) from case_record where state = :state and protocol = :protocol and"
                    + " not "
                    + Leases.FREE))
        .bind("state", state.name())
        .bind("protocol", protocol)
        .mapTo(Integer.class)
        .one();
  }

  /** Writes down that a protocol has its turn now. */
  void take(Handle handle, String protocol) {
    handle
        .createUpdate("update protocol_turn set taken_at = :now where protocol = :protocol")
        .bind("now", ColumnValues.toColumn(leases.now()))
        .bind("protocol", protocol)
        .execute();
  }

  /** Sees that the protocol has a turn; of two who add it at once one fails, and need not care. */
  void add(String protocol) {
    try {
      database
          .jdbi()
          .useHandle(
              h ->
                  h.createUpdate(
                          "insert into protocol_turn (protocol, taken_at) select cast(:protocol as"
                              + " varchar(64)), cast(:start as timestamp(3) with time zone) where"
                              + " not exists (select 1 from protocol_turn where protocol ="
                              + " :protocol)")
                      .bind("start", ColumnValues.toColumn(Instant.EPOCH))
                      .bind("protocol", protocol)
                      .execute());
    } catch (UnableToExecuteStatementException e) {
      if (!(e.getCause() instanceof SQLException sql) || !DUPLICATE.equals(sql.getSQLState())) {
        throw e;
      }
      LOG.debug("another worker added the protocol's turn", e);
    }
  }
}
