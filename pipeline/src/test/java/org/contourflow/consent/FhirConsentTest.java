package org.contourflow.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.contourflow.consent.FhirConsent.Imported;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FHIR R5 Consent: only what clearly permits machine learning opens. */
class FhirConsentTest {
  private static final String WHOLE =
      """
      {"resourceType": "Consent", "id": "c1", "status": "active", "date": "2026-03-01",
       "subject": {"reference": "Patient/9", "identifier": {"system": "urn:h", "value": "SYN-1"}},
       "period": {"start": "2026-03-02", "end": "2027-03"},
       "verification": [{"verified": true}],
       "decision": "deny",
       "provision": [
         {"period": {"end": "2026-12-31"},
          "purpose": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
                       "code": "MLTRAINING"}]}]}
      """;

  private static Imported read(String json) throws IOException {
    return new FhirConsent(ZoneOffset.UTC).read(json);
  }

  @Test
  void a_deny_with_a_provision_for_machine_learning_opens_that_for_its_period() throws IOException {
    Imported imported = read(WHOLE);
    assertThat(imported.patientId()).isEqualTo("SYN-1");
    assertThat(imported.given().basis()).isEqualTo(Basis.CONSENT);
    assertThat(imported.given().purposes())
        .containsExactlyInAnyOrder(Purpose.TRAINING, Purpose.CALIBRATION);
    assertThat(imported.given().from()).isEqualTo(Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(imported.given().until()).contains(Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(imported.evidence()).isEqualTo("FHIR Consent/c1");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"active\" | \"draft\"",
        "\"active\" | \"inactive\"",
        "\"active\" | \"entered-in-error\"",
        "\"deny\" | \"permit\"",
        "\"deny\" | \"maybe\"",
        "MLTRAINING | HRESCH",
        "v3-ActReason | v3-Other",
        "\"verified\": true | \"verified\": false",
        "\"SYN-1\" | \"\"",
        "\"id\": | \"modifierExtension\": [{}], \"id\":",
        "{\"period\": {\"end\": \"2026-12-31\"}, | {\"actor\": [{\"role\": {}}],",
        "{\"period\": {\"end\": \"2026-12-31\"}, | {\"provision\": [{}],",
        "{\"period\": {\"end\": \"2026-12-31\"}, | {\"data\": [{\"meaning\": \"instance\"}],",
        "2026-03-02 | next week",
        "\"Consent\" | \"Patient\"",
        "\"id\": | \"implicitRules\": \"http://x\", \"id\":",
        "\"id\": | \"status\": \"inactive\", \"id\":",
        "\"date\": | \"decision\": \"permit\", \"date\":",
        "{\"resourceType\" | {} {\"resourceType\"",
      })
  void what_is_not_active_not_clear_or_narrowed_opens_nothing(String from, String to) {
    String spoilt = WHOLE.replace("\n         ", "").replace("\n          ", "");
    String json = spoilt.replace(from, to).replace("},  \"purpose", "}, \"purpose");
    assertThatThrownBy(() -> read(json))
        .as(json)
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("SYN-1");
  }

  private static String withException(String exception) {
    return WHOLE.replace(
        "{\"period\": {\"end\"", "{\"provision\": [" + exception + "], \"period\": {\"end\"");
  }

  @Test
  void an_exception_within_the_permit_closes_and_one_within_that_opens_nothing_again() {
    String reason =
        "\"system\": \"http://terminology.hl7.org/CodeSystem/v3-ActReason\", \"code\": ";
    String learning = "\"purpose\": [{" + reason + "\"MLTRAINING\"}]";
    for (String exception :
        new String[] {
          "{" + learning + "}",
          "{" + learning + ", \"actor\": [{\"role\": {}}]}",
          "{" + learning + ", \"provision\": [{" + learning + "}]}",
          "{\"provision\": [{" + learning + "}]}",
        }) {
      assertThatThrownBy(() -> read(withException(exception)))
          .as(exception)
          .hasMessageContaining("nothing is opened");
    }
  }

  @Test
  void an_exception_for_something_else_leaves_the_permit() throws IOException {
    String other =
        "{\"purpose\": [{\"system\": \"http://terminology.hl7.org/CodeSystem/v3-ActReason\","
            + " \"code\": \"HMARKT\"}]}";
    assertThat(read(withException(other)).given().purposes()).contains(Purpose.TRAINING);
  }

  @Test
  void a_byte_order_mark_and_windows_line_ends_change_nothing() throws IOException {
    Imported plain = read(WHOLE);
    assertThat(read("\uFEFF" + WHOLE.replace("\n", "\r\n"))).isEqualTo(plain);
  }

  @Test
  void times_in_other_zones_are_moments() throws IOException {
    String json =
        WHOLE
            .replace("2026-03-02", "2026-03-02T23:30:00-05:00")
            .replace("2026-12-31", "2026-12-31T00:00:00+13:00");
    assertThat(read(json).given().from()).isEqualTo(Instant.parse("2026-03-03T04:30:00Z"));
    assertThat(read(json).given().until()).contains(Instant.parse("2026-12-30T11:00:00Z"));
    assertThatThrownBy(() -> read(json.replace("-05:00", ""))).hasMessageContaining("a date");
  }

  @Test
  void the_resources_id_is_kept_only_where_it_names_nobody() throws IOException {
    for (String id : new String[] {"syn-1", "consent-of-SYN-1", "Doe, Jane", "a\\nb", ""}) {
      assertThat(read(WHOLE.replace("\"c1\"", '"' + id + '"')).evidence())
          .as(id)
          .isEqualTo("FHIR Consent without a usable id");
    }
    assertThat(read(WHOLE)).hasToString("(a consent)");
  }

  @Test
  void what_is_too_long_or_too_deep_is_refused_in_a_sentence(@TempDir Path folder)
      throws IOException {
    assertThatThrownBy(() -> read(" ".repeat(FhirConsent.LONGEST) + WHOLE))
        .hasMessageContaining("longer than");
    assertThatThrownBy(() -> read("[".repeat(50_000))).hasMessageContaining("no JSON");
    Path file = folder.resolve("huge.json");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(5L << 30); // Sparse: no disk is used, and no memory may be.
    }
    assertThatThrownBy(() -> new FhirConsent(ZoneOffset.UTC).read(file))
        .hasMessageContaining("longer than");
    Files.write(file, new byte[] {'{', (byte) 0xff, '}'});
    assertThatThrownBy(() -> new FhirConsent(ZoneOffset.UTC).read(file))
        .hasMessageContaining("not in UTF-8");
  }
}
