package org.contourflow.audit;

import java.util.Arrays;

/**
 * The closed vocabulary of the run log. The number is stable for ever; a new event takes a new one.
 */
public enum EventType {
  /** Of a newer version, or no type at all: what the store says is not known here. */
  UNKNOWN(0, Severity.WARNING),
  // 100: the system
  SYSTEM_STARTED(100, Severity.INFO),
  SYSTEM_STOPPED(101, Severity.INFO),
  MODEL_IN_SERVICE(110, Severity.INFO),
  MODEL_OUT_OF_SERVICE(111, Severity.ERROR),
  RULES_IN_FORCE(112, Severity.INFO),
  RULES_REFUSED(113, Severity.WARNING),
  LOOP_STANDS(120, Severity.ERROR),
  LOOP_TURNS(121, Severity.INFO),
  DISK_LOW(122, Severity.WARNING),
  DISK_ENOUGH(123, Severity.INFO),
  OPEN_TO_THE_NETWORK(124, Severity.WARNING),
  HOME_READABLE(125, Severity.WARNING),
  ITEM_FAILED(126, Severity.ERROR),
  AUDIT_KEY_IN_USE(130, Severity.INFO),
  ANCHOR_FAILED(131, Severity.WARNING),
  ANCHOR_WRITTEN(132, Severity.INFO),
  AUDIT_READ(133, Severity.INFO),
  SYSLOG_SILENT(134, Severity.WARNING),
  SYSLOG_HEARD(135, Severity.INFO),
  STORE_BACKED_UP(140, Severity.INFO),
  STORE_RESTORED(141, Severity.WARNING),
  CLOCK_STEPPED(142, Severity.WARNING),
  ALERT_FAILED(143, Severity.WARNING),
  DATA_DELETED(150, Severity.INFO),
  PATIENT_ERASED(151, Severity.WARNING),
  // 200: what arrives
  INSTANCES_RECEIVED(200, Severity.INFO),
  INSTANCE_QUARANTINED(201, Severity.WARNING),
  FOLDER_QUARANTINED(202, Severity.WARNING),
  SERIES_FETCHED(203, Severity.INFO),
  FETCH_FAILED(204, Severity.WARNING),
  SERIES_ACCEPTED(210, Severity.INFO),
  SERIES_INCOMPLETE(211, Severity.WARNING),
  SERIES_QUARANTINED(212, Severity.WARNING),
  SERIES_REOPENED(213, Severity.INFO),
  SERIES_RELEASED(214, Severity.WARNING),
  SERIES_UNMATCHED(215, Severity.WARNING),
  // 300: the case
  CASE_CREATED(300, Severity.INFO),
  CASE_SUPERSEDED(301, Severity.WARNING),
  CASE_RELATED(302, Severity.INFO),
  CASE_BY_RULE(303, Severity.INFO),
  CONTOURING_STARTED(310, Severity.INFO),
  CONTOURED(311, Severity.INFO),
  STRUCTURE_ABSENT(312, Severity.INFO),
  CONTOURING_REFUSED(313, Severity.WARNING),
  CONTOURING_PROGRESS(314, Severity.INFO),
  CONTOURING_STOPPED(315, Severity.WARNING),
  STRUCTURE_SET_WRITTEN(320, Severity.INFO),
  STRUCTURE_SET_CHECKED(321, Severity.INFO),
  SEGMENTATION_WRITTEN(322, Severity.INFO),
  CLINICAL_SET_TAKEN(323, Severity.INFO),
  LATE_SET_TAKEN(324, Severity.INFO),
  LATE_SET_LEFT(325, Severity.WARNING),
  QA_FINDING(330, Severity.WARNING),
  REPORT_WRITTEN(331, Severity.INFO),
  STEP_FAILED(390, Severity.ERROR),
  CASE_RETRIED(391, Severity.WARNING),
  // 400: delivery
  DELIVERED(400, Severity.INFO),
  DELIVERY_FAILED(401, Severity.WARNING),
  DELIVERY_GIVEN_UP(402, Severity.ERROR),
  DELIVERY_REPEATED(403, Severity.WARNING),
  SET_OUTDATED(404, Severity.WARNING),
  SET_WITHDRAWN(405, Severity.WARNING),
  SET_NOT_WITHDRAWN(406, Severity.ERROR),
  // 500: what comes back
  STRUCTURE_SET_ARRIVED(500, Severity.INFO),
  REVIEWED(501, Severity.INFO),
  OWN_SET_CAME_BACK(502, Severity.INFO),
  SET_OF_NO_CASE(503, Severity.WARNING),
  REVIEW_FAILED(504, Severity.WARNING),
  DRIFT_FOUND(510, Severity.WARNING),
  STUDY_MADE(520, Severity.INFO),
  STUDY_GRADED(521, Severity.INFO),
  STUDY_EXPORTED(522, Severity.WARNING),
  // 600: people at the console
  CONSOLE_LOG_IN(600, Severity.INFO),
  CONSOLE_LOG_IN_REFUSED(601, Severity.WARNING),
  CONSOLE_LOG_OUT(602, Severity.INFO),
  CONSOLE_PASSWORD(603, Severity.INFO),
  CASE_VIEWED(610, Severity.INFO),
  IDENTIFIERS_SHOWN(611, Severity.WARNING),
  CASE_VERDICT(612, Severity.INFO),
  CASE_REQUESTED(613, Severity.WARNING),
  CONSOLE_USERS(620, Severity.WARNING),
  CONSOLE_TOKENS(621, Severity.WARNING),
  CONSOLE_NOT_SERVED(622, Severity.ERROR),
  CONSOLE_SCREEN(623, Severity.INFO),
  CONSENT_RECORDED(630, Severity.INFO),
  CONSENT_WITHDRAWN(631, Severity.WARNING),
  CONSENT_OPT_OUT(632, Severity.INFO),
  // 700: networks that learn
  CANDIDATE_APPROVED(700, Severity.INFO),
  CANDIDATE_PROMOTED(701, Severity.WARNING),
  CHAMPION_ROLLED_BACK(702, Severity.WARNING),
  CANDIDATE_SHADOWS(703, Severity.INFO),
  // 800: what is to come
  DEMAND_KEPT(800, Severity.INFO),
  DEMAND_JUDGED(801, Severity.INFO),
  DEMAND_DRIFTED(802, Severity.WARNING),
  DEMAND_AGAIN_RIGHT(803, Severity.INFO);

  /** How loud an event is. */
  public enum Severity {
    INFO,
    WARNING,
    ERROR
  }

  private final int number;
  private final Severity severity;

  EventType(int number, Severity severity) {
    this.number = number;
    this.severity = severity;
  }

  /** The type of a name; {@link #UNKNOWN} if there is none. */
  public static EventType of(String name) {
    return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst().orElse(UNKNOWN);
  }

  /** The stable event number. */
  public int number() {
    return number;
  }

  /** How loud it is. */
  public Severity severity() {
    return severity;
  }
}
