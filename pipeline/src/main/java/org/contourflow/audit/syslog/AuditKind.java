package org.contourflow.audit.syslog;

import java.util.Optional;
import org.contourflow.audit.EventType;

/**
 * As what an event of ours is sent: codes of PS3.16 CID 400, 401 and the action of PS3.15 A.5.2.
 *
 * @param eventId what kind of message
 * @param eventType more exactly; empty if the message has none
 * @param action C(reate), R(ead), U(pdate), D(elete) or E(xecute)
 * @param direction of the data, for the roles of who takes part
 */
record AuditKind(Code eventId, Optional<Code> eventType, char action, Direction direction) {
  private static final Code ACTIVITY = new Code("110100", "Application Activity");
  private static final Code LOG_USED = new Code("110101", "Audit Log Used");
  private static final Code ACCESSED = new Code("110103", "DICOM Instances Accessed");
  private static final Code TRANSFERRED = new Code("110104", "DICOM Instances Transferred");
  private static final Code DELETED = new Code("110105", "DICOM Study Deleted");
  private static final Code PROCEDURE = new Code("110111", "Procedure Record");
  private static final Code ALERT = new Code("110113", "Security Alert");

  /** Which way the data went. */
  enum Direction {
    NONE,
    IN,
    OUT
  }

  /** A code of DICOM's own scheme (DCM). */
  record Code(String value, String meaning) {}

  /** As what this is sent; empty: it is not. */
  static Optional<AuditKind> of(EventType type) {
    return Optional.ofNullable(
        switch (type) {
          case SYSTEM_STARTED -> activity("110120", "Application Start");
          case SYSTEM_STOPPED -> activity("110121", "Application Stop");
          case AUDIT_READ -> plain(LOG_USED, 'R');
          case INSTANCES_RECEIVED, SERIES_REOPENED, SERIES_FETCHED ->
              new AuditKind(TRANSFERRED, Optional.empty(), 'C', Direction.IN);
          case DELIVERED, DELIVERY_FAILED, DELIVERY_GIVEN_UP ->
              new AuditKind(TRANSFERRED, Optional.empty(), 'R', Direction.OUT);
          case CONTOURING_STARTED -> plain(ACCESSED, 'R');
          case STRUCTURE_SET_WRITTEN -> plain(ACCESSED, 'C');
          case DATA_DELETED, PATIENT_ERASED -> plain(DELETED, 'D');
          case CASE_CREATED -> plain(PROCEDURE, 'C');
          case SERIES_RELEASED,
              CASE_RETRIED,
              CONTOURING_STOPPED,
              CASE_SUPERSEDED,
              SET_OUTDATED,
              SET_WITHDRAWN,
              SET_NOT_WITHDRAWN ->
              plain(PROCEDURE, 'U');
          case OPEN_TO_THE_NETWORK -> alert("110128", "Network Configuration");
          case HOME_READABLE, AUDIT_KEY_IN_USE -> alert("110129", "Security Configuration");
          case STORE_BACKED_UP, STORE_RESTORED, MODEL_IN_SERVICE, MODEL_OUT_OF_SERVICE ->
              alert("110131", "Software Configuration");
          case ANCHOR_FAILED, SYSLOG_SILENT -> alert("110133", "Audit Recording Stopped");
          case ANCHOR_WRITTEN, SYSLOG_HEARD -> alert("110134", "Audit Recording Started");
          default -> null;
        });
  }

  private static AuditKind plain(Code eventId, char action) {
    return new AuditKind(eventId, Optional.empty(), action, Direction.NONE);
  }

  private static AuditKind activity(String code, String meaning) {
    return new AuditKind(ACTIVITY, Optional.of(new Code(code, meaning)), 'E', Direction.NONE);
  }

  private static AuditKind alert(String code, String meaning) {
    return new AuditKind(ALERT, Optional.of(new Code(code, meaning)), 'E', Direction.NONE);
  }
}
