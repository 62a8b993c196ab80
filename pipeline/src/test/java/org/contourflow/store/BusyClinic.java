package org.contourflow.store;

import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/**
 * A store of some years: a case every ten minutes, each with 50 events, ten structures of one of
 * two model versions, two findings and two hand-overs. One case of 50 failed, one of 1000 was
 * refused, the last 20 are not done yet. Made by the database itself, in the SQL of both.
 */
final class BusyClinic {
  static final int EVENTS_A_CASE = 50;

  /** What stands in one case of 200, of 10,000 and in each. */
  static final String SELDOM = "QA-04";

  static final String RARE = "QA-31";
  static final String OFTEN = "QA-02";

  private static final String START = "timestamp with time zone '2024-01-01 00:00:00+00'";
  private static final int PORTION = 1000;

  /** What happened at each place of a case's 50 events; the rest is progress. */
  private static final String TYPE =
      "case when j = 0 then 'CASE_CREATED' when j = 1 then 'CASE_BY_RULE' when j = 2 then"
          + " 'CONTOURING_STARTED' when j = 41 and mod(i, 50) = 0 then 'STEP_FAILED' when j = 41"
          + " then 'CONTOURED' when j = 42 then 'STRUCTURE_SET_WRITTEN' when j in (43, 44) then"
          + " 'QA_FINDING' when j = 45 then 'STRUCTURE_SET_CHECKED' when j = 46 and mod(i, 500) = 7"
          + " then 'DELIVERY_FAILED' when j in (46, 47) then 'DELIVERED' when j = 48 then"
          + " 'REPORT_WRITTEN' when j = 49 then 'CASE_VIEWED' else 'CONTOURING_PROGRESS' end";

  private static final List<String> ORGANS =
      List.of(
          "Brain",
          "Brainstem",
          "Esophagus",
          "Larynx",
          "Bone_Mandible",
          "Parotid_L",
          "Parotid_R",
          "SpinalCord",
          "Glnd_Submand_L",
          "External");

  private final Handle handle;
  private final boolean postgres;
  private final int cases;

  BusyClinic(Handle handle, boolean postgres, int cases) {
    this.handle = handle;
    this.postgres = postgres;
    this.cases = cases;
  }

  static String caseId(int number) {
    return String.format(Locale.ROOT, "case-%06d", number);
  }

  /** As all are in, and counted: the database knows how they are distributed. */
  void fill() {
    for (int from = 1; from <= cases; from += PORTION) {
      int to = Math.min(cases, from + PORTION - 1);
      cases(from, to);
      events(from, to);
      facts(from, to);
    }
    handle.execute("update projection_mark set sequence = " + (long) cases * EVENTS_A_CASE);
    handle.execute(
        "insert into statistics_day select distinct "
            + StatisticsDays.dayOf("created_at")
            + ", false from case_record");
    handle.execute("analyze");
  }

  /** What lists of cases are made of; not counted, as in a store that grew. */
  void fillWithoutEvents() {
    cases(1, cases);
    facts(1, cases);
  }

  private String numbers(int from, int to) {
    return postgres
        ? "(select i from generate_series(" + from + ", " + to + ") as n(i)) n"
        : "(select x as i from system_range(" + from + ", " + to + ")) n";
  }

  private static String id(String number) {
    return "'case-' || lpad(cast(" + number + " as varchar), 6, '0')";
  }

  private void cases(int from, int to) {
    String made = START + " + i * interval '10' minute";
    handle.execute(
        "insert into case_record (case_id, series_instance_uid, content_hash, state, detail,"
            + " attempts, created_at, updated_at, protocol, study_instance_uid, report) select "
            + id("i")
            + ", '1.2.' || i, lpad(cast(i as varchar), 64, '0'), case when i > "
            + (cases - 20)
            + " then 'ACCEPTED' when mod(i, 50) = 0 then 'FAILED' when mod(i, 1000) = 1 then"
            + " 'REFUSED' else 'DELIVERED' end, case when mod(i, 50) = 0 then 'no memory for ' || i"
            + " || ' voxels' when mod(i, 1000) = 1 then 'OTHER_BODY_PART: the CT shows no head'"
            + " else '' end, 1, "
            + made
            + ", "
            + made
            + " + interval '5' minute, case when mod(i, 7) = 0 then 'pelvis' when mod(i, 1000) = 2"
            + " then 'trial' else 'head_neck' end, '1.1.' || i, 'DONE' from "
            + numbers(from, to));
    for (String target : List.of("export", "tps")) {
      handle.execute(
          "insert into delivery (case_id, target, state, detail, attempts, next_attempt_at) select "
              + id("i")
              + ", '"
              + target
              + "', 'DONE', 'it has it', 1, "
              + made
              + " from "
              + numbers(from, to));
    }
  }

  private void events(int from, int to) {
    String places =
        postgres ? "generate_series(0, 49) as p(j)" : "(select x as j from system_range(0, 49)) p";
    handle.execute(
        "insert into event (sequence, at, case_id, type, text, previous_hash, hash) select (i - 1)"
            + " * 50 + j + 1, "
            + START
            + " + i * interval '10' minute + j * interval '6' second, "
            + id("i")
            + ", "
            + TYPE
            + ", 'head-neck 0.5.0: ' || j || ' of 50 of ' || i, repeat('0', 64), repeat('0', 64)"
            + " from "
            + numbers(from, to)
            + " cross join "
            + places);
  }

  private void facts(int from, int to) {
    for (int k = 0; k < ORGANS.size(); k++) {
      handle.execute(
          "insert into case_structure (case_id, name, presence, volume_cc, confidence, model_id,"
              + " model_version, weights_sha256, model_title, clinical_use) select "
              + id("i")
              + ", '"
              + ORGANS.get(k)
              + "', 'PRESENT', 20 + mod(i, 17), 0.8 + mod(i, 10) * 0.01, 'head-neck', case when i <"
              + cases / 10
              + " then '0.4.0' else '0.5.0' end, repeat('a', 64), 'Head and neck', false from "
              + numbers(from, to));
    }
    finding(from, to, "(i - 1) * 50 + 44", "'" + OFTEN + "'");
    finding(
        from,
        to,
        "(i - 1) * 50 + 45",
        "case when mod(i, 10000) = 3 then '"
            + RARE
            + "' when mod(i, 200) = 0 then '"
            + SELDOM
            + "' else 'QA-05' end");
  }

  private void finding(int from, int to, String sequence, String code) {
    handle.execute(
        "insert into case_finding (sequence, case_id, severity, code, structure, text) select "
            + sequence
            + ", "
            + id("i")
            + ", 'WARNING', "
            + code
            + ", 'Brain', 'a sentence of the review' from "
            + numbers(from, to));
  }
}
