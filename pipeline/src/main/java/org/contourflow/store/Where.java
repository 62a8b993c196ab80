package org.contourflow.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.statement.SqlStatement;

/** Conditions of a question, joined by "and", with their values. */
final class Where {
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, Collection<String>> lists = new LinkedHashMap<>();

  /** Adds a condition without a value of its own. */
  Where and(String condition) {
    conditions.add(condition);
    return this;
  }

  /** Adds a condition with one named value. */
  Where and(String condition, String name, Object value) {
    conditions.add(condition);
    values.put(name, value);
    return this;
  }

  /** Adds a value that a condition has beside its own. */
  Where value(String name, Object value) {
    values.put(name, value);
    return this;
  }

  /** Adds that a column has one of the values; nothing where there are none. */
  Where in(String column, String name, Collection<String> any) {
    return list(column + " in", name, any);
  }

  /** Adds that a column has none of the values. */
  Where notIn(String column, String name, Collection<String> none) {
    return list(column + " not in", name, none);
  }

  private Where list(String condition, String name, Collection<String> of) {
    if (!of.isEmpty()) {
      conditions.add(condition + " (<" + name + ">)");
      lists.put(name, of);
    }
    return this;
  }

  /** A pattern for {@code like ... escape '!'}: contains the text, in lower case. */
  static String containing(String text) {
    String plain = text.toLowerCase(Locale.ROOT);
    return "%" + plain.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
  }

  /** " where ..."; empty where there is no condition. */
  String sql() {
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  /** Gives the statement its values. */
  <S extends SqlStatement<S>> S bind(S statement) {
    values.forEach(statement::bind);
    lists.forEach(statement::bindList);
    return statement;
  }
}
