package org.contourflow.dicom.net;

import java.util.Map;

/**
 * A DIMSE response status: the number and what it means (PS3.7 Annex C, PS3.4 B.2.3, J.3).
 *
 * @param code 16 bits, unsigned
 */
public record StatusCode(int code) {
  public static final StatusCode SUCCESS = new StatusCode(0x0000);
  public static final StatusCode PROCESSING_FAILURE = new StatusCode(0x0110);
  public static final StatusCode DUPLICATE_INSTANCE = new StatusCode(0x0111);
  public static final StatusCode NO_SUCH_OBJECT = new StatusCode(0x0112);
  public static final StatusCode NO_SUCH_EVENT = new StatusCode(0x0113);
  public static final StatusCode INVALID_ARGUMENT = new StatusCode(0x0115);
  public static final StatusCode INVALID_OBJECT_INSTANCE = new StatusCode(0x0117);
  public static final StatusCode SOP_CLASS_NOT_SUPPORTED = new StatusCode(0x0122);
  public static final StatusCode NO_SUCH_ACTION = new StatusCode(0x0123);
  public static final StatusCode NOT_AUTHORIZED = new StatusCode(0x0124);
  public static final StatusCode UNRECOGNIZED_OPERATION = new StatusCode(0x0211);
  public static final StatusCode RESOURCE_LIMITATION = new StatusCode(0x0213);
  public static final StatusCode OUT_OF_RESOURCES = new StatusCode(0xA700);
  public static final StatusCode MOVE_DESTINATION_UNKNOWN = new StatusCode(0xA801);
  public static final StatusCode DATA_SET_DOES_NOT_MATCH = new StatusCode(0xA900);
  public static final StatusCode COERCED = new StatusCode(0xB000);
  public static final StatusCode CANNOT_UNDERSTAND = new StatusCode(0xC000);
  public static final StatusCode CANCELLED = new StatusCode(0xFE00);
  public static final StatusCode PENDING = new StatusCode(0xFF00);

  private static final Map<Integer, String> MEANINGS =
      Map.ofEntries(
          Map.entry(0x0000, "success"),
          Map.entry(0x0110, "processing failure"),
          Map.entry(0x0111, "duplicate SOP instance"),
          Map.entry(0x0112, "no such object instance"),
          Map.entry(0x0113, "no such event type"),
          Map.entry(0x0115, "invalid argument value"),
          Map.entry(0x0117, "invalid object instance"),
          Map.entry(0x0119, "class-instance conflict"),
          Map.entry(0x0122, "SOP class not supported"),
          Map.entry(0x0123, "no such action"),
          Map.entry(0x0124, "not authorized"),
          Map.entry(0x0131, "duplicate transaction UID"),
          Map.entry(0x0211, "unrecognized operation"),
          Map.entry(0x0213, "resource limitation"),
          Map.entry(0xA801, "move destination unknown"),
          Map.entry(0xB000, "coercion of data elements, or sub-operations with failures"),
          Map.entry(0xB006, "elements discarded"),
          Map.entry(0xB007, "data set does not match SOP class"));

  /** What a status means for the operation. */
  public enum Kind {
    SUCCESS,
    WARNING,
    FAILURE,
    CANCEL,
    PENDING
  }

  /** Checks the range. */
  public StatusCode {
    if (code < 0 || code > 0xFFFF) {
      throw new IllegalArgumentException("a DIMSE status has 16 bits, got " + code);
    }
  }

  /** The class of the status (PS3.7 C.1 to C.5); what is not defined there is a failure. */
  public Kind kind() {
    if (code == 0) {
      return Kind.SUCCESS;
    }
    if (code == 0xFF00 || code == 0xFF01) {
      return Kind.PENDING;
    }
    if (code == 0xFE00) {
      return Kind.CANCEL;
    }
    boolean warning = code >>> 12 == 0xB || code == 0x0001 || code == 0x0107 || code == 0x0116;
    return warning ? Kind.WARNING : Kind.FAILURE;
  }

  /** Whether the same instance may be taken later: a lack of resources or a failed processing. */
  public boolean retryable() {
    return code >>> 8 == 0xA7 || code == 0x0110 || code == 0x0213;
  }

  /** In the standard's words. */
  public String meaning() {
    String known = MEANINGS.get(code);
    if (known != null) {
      return known;
    }
    return switch (code >>> 8) {
      case 0xA7 -> "out of resources";
      case 0xA9 -> "data set does not match SOP class";
      case 0xC0, 0xC1, 0xC2, 0xC3 -> "cannot understand";
      case 0xFF -> "pending";
      case 0xFE -> "cancelled";
      default -> code >>> 12 == 0xC ? "cannot understand" : kind().name().toLowerCase();
    };
  }

  @Override
  public String toString() {
    return String.format("%04X (%s)", code, meaning());
  }
}
