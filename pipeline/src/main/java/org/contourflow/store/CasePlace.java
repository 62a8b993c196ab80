package org.contourflow.store;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.contourflow.cases.CaseRecord;
import org.contourflow.query.CaseOrder;

/**
 * The place of a case in an order, as the text that the next page is asked for with. A page is
 * found by it, not by counting lines, so that the last page costs what the first does.
 */
final class CasePlace {
  private final CaseOrder order;

  CasePlace(CaseOrder order) {
    this.order = order;
  }

  private String column() {
    return switch (order) {
      case NEWEST, OLDEST -> "c.created_at";
      case CHANGED -> "c.updated_at";
      case STATE -> "c.state";
      case PROTOCOL -> "c.protocol";
    };
  }

  /** Whether it is the order of the cases' numbers. */
  boolean isByNumber() {
    return order == CaseOrder.NEWEST || order == CaseOrder.OLDEST;
  }

  boolean isDescending() {
    return order == CaseOrder.NEWEST || order == CaseOrder.CHANGED;
  }

  String orderBy() {
    String way = isDescending() ? " desc" : "";
    return " order by " + column() + way + ", c.case_id" + way;
  }

  private String value(CaseRecord record) {
    return switch (order) {
      case NEWEST, OLDEST -> record.createdAt().toString();
      case CHANGED -> record.updatedAt().toString();
      case STATE -> record.state().name();
      case PROTOCOL -> record.protocol();
    };
  }

  String cursor(CaseRecord last) {
    String text = order + "\n" + value(last) + "\n" + last.caseId();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The case that a place is behind. */
  String caseId(String cursor) {
    return parts(cursor)[2];
  }

  /**
   * Looks whether it is a place of this order.
   *
   * @throws IllegalArgumentException if not
   */
  void check(String cursor) {
    value(parts(cursor)[1]);
  }

  /** The index of {@code case_record} that has this order. */
  String index() {
    return switch (order) {
      case NEWEST, OLDEST -> "case_by_created";
      case CHANGED -> "case_by_updated";
      case STATE -> "case_by_state_and_id";
      case PROTOCOL -> "case_by_protocol";
    };
  }

  /** Only what comes behind the place; the first condition is for the index, the second exact. */
  void behind(String cursor, Where where) {
    String[] parts = parts(cursor);
    String than = isDescending() ? "<" : ">";
    where.and(column() + " " + than + "= :place", "place", value(parts[1]));
    where.and(
        "(" + column() + " " + than + " :place or c.case_id " + than + " :placeId)",
        "placeId",
        parts[2]);
  }

  private String[] parts(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] parts = text.split("\n", -1);
      if (parts.length == 3 && parts[0].equals(order.name())) {
        return parts;
      }
    } catch (IllegalArgumentException e) {
      // Not of ours; told below.
    }
    throw new IllegalArgumentException("not the place of a page in this order: " + cursor);
  }

  private Object value(String text) {
    try {
      return switch (order) {
        case NEWEST, OLDEST, CHANGED -> ColumnValues.toColumn(Instant.parse(text));
        case STATE, PROTOCOL -> text;
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not the place of a page in this order", e);
    }
  }
}
