package org.contourflow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is open to a network without protection is so because somebody wrote that it shall be. */
class SafeByDefaultTest {
  private static final String KEYS = "keyStore: a.p12, keyPassword: x";
  private static final String MUTUAL = "{" + KEYS + ", trustStore: b.p12, trustPassword: x}";

  @Test
  void an_empty_configuration_is_reached_from_its_own_machine_only() {
    assertThat(Settings.defaults().listener().bind()).isEqualTo("127.0.0.1");
    assertThat(Settings.defaults().stow().bind()).isEqualTo("127.0.0.1");
    assertThat(Settings.defaults().listener().openness()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listener: {bind: 0.0.0.0}",
        "listener: {bind: '::'}",
        "listener: {bind: 10.1.2.3}",
        "listener: {bind: ct.hospital.example}",
        "listener: {bind: 0.0.0.0, tls: {keyStore: a, keyPassword: x, trustStore: b,"
            + " trustPassword: x, clientCertificateRequired: false}}",
        "stow: {enabled: true, bind: 0.0.0.0}",
        "stow: {enabled: true, bind: 0.0.0.0, bearerToken: abc}",
        "stow: {enabled: true, bind: 0.0.0.0, user: a, password: b}",
        "stow: {enabled: true, bind: 0.0.0.0, tls: {keyStore: a, keyPassword: x}}",
      })
  void what_is_open_is_refused_with_what_to_do_unless_it_is_said_to_be_insecure(String yaml)
      throws SettingsException {
    assertThatThrownBy(() -> SettingsReader.parse("a.yaml", yaml))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("insecure: true");
    String key = yaml.startsWith("stow") ? "stow: {" : "listener: {";
    Settings insecure = SettingsReader.parse("a.yaml", yaml.replace(key, key + "insecure: true, "));
    assertThat(insecure.listener().openness().isPresent() || insecure.stow().openness().isPresent())
        .as("it is told at the start all the same")
        .isTrue();
  }

  @Test
  void what_knows_its_callers_or_serves_its_own_machine_needs_no_word() {
    for (String yaml :
        new String[] {
          "listener: {bind: 0.0.0.0, allowedCallers: [CT1]}",
          "listener: {bind: 0.0.0.0, tls: " + MUTUAL + "}",
          "listener: {bind: '::1'}",
          "listener: {bind: localhost}",
          "listener: {enabled: false, bind: 0.0.0.0}",
          "stow: {enabled: true}",
          "stow: {enabled: true, bind: 0.0.0.0, bearerToken: abc, tls: {" + KEYS + "}}",
          "stow: {enabled: true, bind: 0.0.0.0, tls: " + MUTUAL + "}",
        }) {
      assertThatCode(() -> SettingsReader.parse("a.yaml", yaml))
          .as(yaml)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void certificates_of_callers_need_tls_that_asks_for_them() {
    assertThatThrownBy(
            () -> SettingsReader.parse("a.yaml", "listener: {callerCertificates: {CT1: 'CN=ct1'}}"))
        .hasMessageContaining("listener.callerCertificates");
    assertThatThrownBy(
            () ->
                SettingsReader.parse(
                    "a.yaml",
                    "listener: {tls: " + MUTUAL + ", callerCertificates: {CT1: 'SHA256:1'}}"))
        .hasMessageContaining("must be SHA256:fingerprint");
  }
}
