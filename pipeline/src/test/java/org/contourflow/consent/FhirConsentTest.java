package org.contourflow.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.contourflow.consent.FhirConsent.Imported;
import org.junit.jupiter.api.Test;
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
      })
  void what_is_not_active_not_clear_or_narrowed_opens_nothing(String from, String to) {
    String spoilt = WHOLE.replace("\n         ", "").replace("\n          ", "");
    String json = spoilt.replace(from, to).replace("},  \"purpose", "}, \"purpose");
    assertThatThrownBy(() -> read(json))
        .as(json)
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("SYN-1");
  }
}
