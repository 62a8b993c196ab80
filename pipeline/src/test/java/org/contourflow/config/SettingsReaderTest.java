package org.contourflow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.series.MissingUids;
import org.contourflow.series.SeveralVolumes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

  @Test
  void an_empty_file_is_a_working_configuration() throws Exception {
    assertThat(SettingsReader.parse("c.yaml", "")).isEqualTo(Settings.defaults());
    assertThat(SettingsReader.parse("c.yaml", "# only a comment\n")).isEqualTo(Settings.defaults());
  }

  @Test
  void a_consent_folder_is_taken_from_the_home_unless_it_is_absolute(@TempDir Path folder)
      throws Exception {
    String home = "home: " + folder + "\nconsole: {consent: ";
    Settings settings = SettingsReader.parse("c.yaml", home + "kept}");
    assertThat(settings.inHome(settings.console().consent())).isEqualTo(folder.resolve("kept"));
    Path elsewhere = folder.resolveSibling("elsewhere");
    settings = SettingsReader.parse("c.yaml", home + elsewhere + "}");
    assertThat(settings.inHome(settings.console().consent())).isEqualTo(elsewhere);
    assertThat(Settings.defaults().console().consent()).isNull();
  }

  @Test
  void a_relative_home_is_taken_from_the_files_own_folder(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "home: data\n");
    Settings settings = SettingsReader.read(file);
    assertThat(settings.home()).isEqualTo(folder.resolve("data"));
    assertThat(settings.inHome(settings.inbox().folder())).isEqualTo(folder.resolve("data/inbox"));
  }

  @Test
  void a_whole_file_is_read() throws Exception {
    Settings settings =
        SettingsReader.parse(
            "c.yaml",
            """
            home: /var/lib/contourflow
            inbox: {pollSeconds: 2, stableSeconds: 5}
            listener: {aeTitle: CF, port: 4242, allowedCallers: [CT1, CT2]}
            structureSet: {label: OAR, profile: raystation, toleranceMm: 0.2}
            export: {okMarker: true}
            contouring: {threads: 3, device: 'gpu:1', memoryMb: 6000}
            targets:
              - {name: tps, host: 10.0.0.7, port: 104, calledAeTitle: ARIA}
            """);
    assertThat(settings.listener().allowedCallers()).containsExactly("CT1", "CT2");
    assertThat(settings.targets().get(0).callingAeTitle()).isEqualTo("CONTOURFLOW");
    assertThat(settings.structureSet().profile()).isEqualTo(ProfileChoice.RAYSTATION);
    assertThat(settings.export().okMarker()).isTrue();
    assertThat(settings.contouring().threads()).isEqualTo(3);
    assertThat(settings.contouring().device()).isEqualTo("gpu:1");
    assertThat(settings.contouring().memoryMb()).isEqualTo(6000);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "listener: {port: 99999} | c.yaml line 1: listener.port: \"99999\" is not allowed; must be"
            + " less than or equal to 65535",
        "listener: {port: eleven} | listener.port: \"eleven\" is not allowed; must be a whole"
            + " number",
        "inbx: {} | line 1: inbx: unknown key; allowed are assembly, console, contouring, export,"
            + " home, inbox, listener, operations, queries, review, rules, store, stow,"
            + " structureSet, targets, webTargets",
        "console: {consnt: kept} | line 1: console.consnt: unknown key; allowed are bind, consent,",
        "assembly: {missingUids: REFUSE} | c.yaml line 1: assembly.missingUids: \"REFUSE\" is not"
            + " allowed; must be refuse or derive",
        "assembly: {geometryPolicy: lax} | c.yaml line 1: assembly.geometryPolicy: \"lax\" is not"
            + " allowed; must be strict or moderate",
        "assembly: {severalVolumes: 3} | assembly.severalVolumes: \"3\" is not allowed; must be"
            + " refuse or each",
        "assembly: {severalVolumes: [each]} | assembly.severalVolumes: \"\" is not allowed; must be"
            + " refuse or each",
        "structureSet: {profile: exlipse} | structureSet.profile: \"exlipse\" is not allowed; must"
            + " be generic, eclipse, raystation, pinnacle or monaco",
        "structureSet: {label: a label that is too long} | structureSet.label",
        "listener: {aeTitle: 'HAS\\BACKSLASH'} | must be an AE title",
        "targets: [{name: a, host: h, port: 104}] | c.yaml line 1: targets[0].calledAeTitle: is"
            + " missing",
        "targets: [{name: a b, host: h, port: 104, calledAeTitle: X}] | targets[0].name: \"a b\"",
        "review: {verdicts: {minorHd95Mm: -1}} | c.yaml line 1: review.verdicts.minorHd95Mm:"
            + " \"-1.0\" is not allowed; must be greater than or equal to 0.0",
        "review: {verdicts: {minorSurfaceDice2mm: 90}} | review.verdicts.minorSurfaceDice2mm:"
            + " \"90.0\" is not allowed; must be less than or equal to 1.0",
        "review: {verdicts: {minorSurfaceDice2mm: 0.7, redrawnSurfaceDice3mm: 0.8}} | c.yaml line"
            + " 1: review.verdicts.redrawnSurfaceDice3mm: \"0.8\" is not allowed; must be at most"
            + " minorSurfaceDice2mm and acceptedSurfaceDice1mm, of which the lower is 0.7",
        "structureSet: {toleranceMm: 2} | structureSet.toleranceMm: \"2.0\" is not allowed; must be"
            + " less than or equal to 1.0",
        "operations: {audit: {syslog: {host: h, transport: smoke}}} | c.yaml line 1:"
            + " operations.audit.syslog.transport: \"smoke\" is not allowed; must be udp, tcp or"
            + " tls",
        "operations: {alerts: {mail: {host: h, security: ssl, from: a@b.org, to: [a@b.org]}}} |"
            + " operations.alerts.mail.security: \"ssl\" is not allowed; must be none, starttls or"
            + " tls",
        "home: [ | line 1",
        "inbox: {stableSeconds: 2.5} | inbox.stableSeconds: \"2.5\" is not allowed; must be a whole"
            + " number",
        "inbox: 3 | c.yaml line 1: inbox: a value of this kind is not allowed here; must be keys"
            + " with their values",
        "inbox: [1, 2] | inbox: a value of this kind is not allowed here; must be keys with their"
            + " values",
        "targets: 5 | targets: a value of this kind is not allowed here; must be a list",
        "hello | c.yaml line 1: a value of this kind is not allowed here; must be keys with their"
            + " values",
        "contouring: {device: cuda} | contouring.device: \"cuda\" is not allowed; must be cpu, gpu"
            + " or gpu:N",
        "contouring: {threads: 0} | contouring.threads: \"0\" is not allowed",
        "contouring: {memoryMb: 10} | contouring.memoryMb: \"10\" is not allowed",
        "listener: {maxPduBytes: 1000} | listener.maxPduBytes: \"1000\" is not allowed; must be"
            + " greater than or equal to 4096",
        "listener: {timeouts: {pduSeconds: 0}} | listener.timeouts.pduSeconds: \"0\" is not"
            + " allowed",
        "listener: {tls: {keyStore: k.p12, keyPassword: x}} | listener.tls.trustStore: is missing",
        "listener: {tls: {protocols: [TLSv1.1]}} | \"TLSv1.1\" is not allowed; must be TLSv1.2 or"
            + " TLSv1.3",
        "listener: {tls: {keyPassword: 'env:NO_SUCH_VARIABLE'}} | listener.tls.keyPassword: the"
            + " environment variable NO_SUCH_VARIABLE is not set",
        "listener: {allowedCallers: ['CT1@']} | listener.allowedCallers[0]: \"CT1@\" is not"
            + " allowed",
        "listener: {commitmentPeers: [CT1]} | listener.commitmentPeers[0]: \"CT1\" is not allowed;"
            + " must be AE title@host:port",
        "stow: {path: dicom-web} | stow.path: \"dicom-web\" is not allowed; must be a path",
        "stow: {user: u} | stow.password: is missing; it goes with stow.user",
        "stow: {tls: {trustStore: t, trustPassword: p}} | stow.tls.keyStore: is missing",
        "webTargets: [{name: w, url: 'ftp://x'}] | webTargets[0].url: \"ftp://x\" is not allowed",
        "webTargets: [{name: export, url: 'http://x'}] | webTargets[0].name: \"export\"",
        "webTargets: [{name: w, url: 'http://x', bearerToken: a, user: u, password: p}] |"
            + " webTargets[0].bearerToken: is not allowed beside user",
        "queries: [{name: p, host: h, port: 104, calledAeTitle: P, match: {StudyDate: '2026'}}] |"
            + " queries[0].match: StudyDate is not allowed; set queries[0].windowDays",
        "{listener: {enabled: false}, queries: [{name: p, host: h, port: 1, calledAeTitle: P}]} |"
            + " queries[0].destination: is missing",
      })
  void every_error_names_the_key_the_value_and_what_is_allowed(String yaml, String expected) {
    assertThatThrownBy(() -> SettingsReader.parse("c.yaml", yaml))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void choices_are_written_in_lower_case() throws Exception {
    AssemblySettings assembly =
        SettingsReader.parse(
                "c.yaml",
                "assembly: {geometryPolicy: strict, missingUids: derive, severalVolumes: each}")
            .assembly();
    assertThat(assembly.geometryPolicy().policy()).isEqualTo(GeometryPolicy.STRICT);
    assertThat(assembly.missingUids()).isEqualTo(MissingUids.DERIVE);
    assertThat(assembly.severalVolumes()).isEqualTo(SeveralVolumes.EACH);
  }

  @Test
  void all_violations_are_reported_at_once_with_their_lines() {
    String yaml =
        """
        inbox:
          pollSeconds: 0
        listener:
          port: -1
        """;
    assertThatThrownBy(() -> SettingsReader.parse("c.yaml", yaml))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(2)
                    .anyMatch(p -> p.startsWith("c.yaml line 2: inbox.pollSeconds"))
                    .anyMatch(p -> p.startsWith("c.yaml line 4: listener.port")));
  }

  @Test
  void a_secret_is_never_printed(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "from-a-file\n");
    Settings settings =
        SettingsReader.parse(
            "c.yaml",
            "webTargets: [{name: w, url: 'https://pacs/dicom-web', bearerToken: 'file:"
                + file.toString().replace('\\', '/')
                + "'}]\nstow: {user: ct, password: in-the-clear}\n");
    assertThat(settings.webTargets().get(0).bearerToken().value()).isEqualTo("from-a-file");
    assertThat(settings.toString()).doesNotContain("from-a-file").doesNotContain("in-the-clear");
  }

  @Test
  void two_targets_of_one_name_are_refused() {
    String yaml =
        """
        targets:
          - {name: tps, host: a, port: 104, calledAeTitle: A}
          - {name: tps, host: b, port: 104, calledAeTitle: B}
        """;
    assertThatThrownBy(() -> SettingsReader.parse("c.yaml", yaml))
        .hasMessageContaining("targets[1].name: \"tps\" is not allowed");
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThatThrownBy(() -> SettingsReader.read(Path.of("absent.yaml")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("absent.yaml: cannot be read: there is no such file");
  }

  @Test
  void a_file_in_another_encoding_and_a_folder_are_told_as_such(@TempDir Path folder)
      throws Exception {
    Path ansi = folder.resolve("c.yaml");
    Files.write(ansi, "home: /m\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> SettingsReader.read(ansi))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("is not written in UTF-8");
    assertThatThrownBy(() -> SettingsReader.read(folder))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void what_only_a_shell_or_a_macro_would_understand_is_not_taken_as_it_stands() {
    for (String path : List.of("~/home", "${HOME}/home", "'%APPDATA%\\home'")) {
      assertThatThrownBy(() -> SettingsReader.parse("c.yaml", "home: " + path))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("c.yaml line 1: home: ")
          .hasMessageContaining("must be a path written out");
    }
    assertThatThrownBy(() -> SettingsReader.parse("c.yaml", "home: *shared\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("c.yaml line 1: an alias");
    assertThatThrownBy(() -> SettingsReader.parse("c.yaml", "targets: [~]\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("an entry of the list has no value");
    assertThatThrownBy(() -> SettingsReader.parse("c.yaml", "home: a\nInbox:\n  b: 1\n\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("c.yaml line 2: Inbox: unknown key");
  }

  @Test
  void a_second_document_in_the_file_is_refused_and_not_passed_over() {
    assertThatThrownBy(() -> SettingsReader.parse("c.yaml", "home: a\n---\nhome: b\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("a second document begins");
  }

  @Test
  void every_profile_there_is_can_be_chosen() {
    assertThat(Arrays.stream(ProfileChoice.values()).map(ProfileChoice::profile))
        .containsExactlyElementsOf(DestinationProfile.ALL)
        .allSatisfy(
            profile ->
                assertThat(EnumWords.find(ProfileChoice.class, profile.name()))
                    .map(ProfileChoice::profile)
                    .contains(profile));
  }
}
