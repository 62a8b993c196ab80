package org.contourflow.audit.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import javax.net.SocketFactory;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.contourflow.audit.Actor;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.audit.RunLog;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(Eventually.HANGS)
class SyslogExportTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path folder;
  private final RunLog log = new MemoryRunLog();

  private static Event event(EventType type, String caseId, String text, Actor actor) {
    return Event.chained(
        7,
        new Event.Entry(AT, caseId, type, text, actor, "00ff00ff00ff00ff"),
        Event.GENESIS,
        AuditKeys.NONE);
  }

  private static String xml(Event event) {
    return new AuditMessage("contourflow", "plan1").of(event).orElseThrow();
  }

  private static Schema schema() throws Exception {
    return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(SyslogExportTest.class.getResource("audit-message.xsd"));
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void each_message_has_the_structure_that_the_standard_gives_it(EventType type) throws Exception {
    Schema schema = schema();
    for (Actor actor :
        new Actor[] {Actor.NONE, Actor.user("jo"), new Actor("", "CT<1>", "10.0.0.7")}) {
      for (String caseId : new String[] {RunLog.SYSTEM, "case-000001"}) {
        Event event = event(type, caseId, "tps: \"a\" & <b>", actor);
        new AuditMessage("contourflow", "plan1")
            .of(event)
            .ifPresent(
                xml ->
                    assertThatCode(
                            () ->
                                schema
                                    .newValidator()
                                    .validate(new StreamSource(new StringReader(xml))))
                        .as(xml)
                        .doesNotThrowAnyException());
      }
    }
  }

  @Test
  void what_arrives_names_its_sender_and_what_leaves_its_receiver() {
    String in = xml(event(EventType.INSTANCES_RECEIVED, "", "x", new Actor("", "CT1", "10.0.0.7")));
    assertThat(in)
        .contains(
            "EventActionCode=\"C\" EventDateTime=\"2026-01-02T03:04:05.678Z\""
                + " EventOutcomeIndicator=\"0\"",
            "<EventID csd-code=\"110104\" codeSystemName=\"DCM\"",
            "<ActiveParticipant UserID=\"CT1\" UserIsRequestor=\"true\""
                + " NetworkAccessPointID=\"10.0.0.7\" NetworkAccessPointTypeCode=\"2\"><RoleIDCode"
                + " csd-code=\"110153\"");
    String out = xml(event(EventType.DELIVERY_GIVEN_UP, "case-000001", "tps: refused", Actor.NONE));
    assertThat(out)
        .contains(
            "EventOutcomeIndicator=\"8\"",
            "<ActiveParticipant UserID=\"tps\" UserIsRequestor=\"false\"><RoleIDCode"
                + " csd-code=\"110152\"",
            "ParticipantObjectID=\"case-000001\"");
  }

  @Test
  void a_line_is_rfc_5424() {
    byte[] line =
        new SyslogLine("plan 1", "contourflow", 42).of(AT, EventType.Severity.INFO, "<a/>");
    assertThat(new String(line, StandardCharsets.UTF_8))
        .isEqualTo(
            "<85>1 2026-01-02T03:04:05.678Z plan_1 contourflow 42 DICOM+RFC3881 - \uFEFF<a/>");
  }

  private SyslogExport export(SyslogLink link) throws IOException {
    return new SyslogExport(log, link, folder.resolve("position"), "contourflow", "plan1");
  }

  @Test
  void by_udp_each_message_is_a_datagram_and_what_was_there_before_is_not_sent() throws Exception {
    log.append(RunLog.SYSTEM, EventType.SYSTEM_STARTED, "before there was a server");
    try (DatagramSocket server = new DatagramSocket(0, LOOPBACK);
        SyslogLink link = SyslogLink.udp("127.0.0.1", server.getLocalPort())) {
      SyslogExport export = export(link);
      log.append("case-000001", EventType.DELIVERED, "tps: received");
      assertThat(export.send()).isTrue();
      DatagramPacket packet = new DatagramPacket(new byte[10_000], 10_000);
      server.receive(packet);
      String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
      assertThat(text).startsWith("<85>1 ").contains("case-000001").endsWith("</AuditMessage>");
      assertThat(Files.readString(folder.resolve("position"))).isEqualTo("2");
    }
  }

  private static String frame(InputStream in) throws IOException {
    StringBuilder length = new StringBuilder();
    for (int c = in.read(); c != ' '; c = in.read()) {
      length.append((char) c);
    }
    return new String(in.readNBytes(Integer.parseInt(length.toString())), StandardCharsets.UTF_8);
  }

  @Test
  void a_server_that_is_away_gets_all_of_it_when_it_is_back() throws Exception {
    int port = FreePort.find();
    try (SyslogLink link = SyslogLink.stream("127.0.0.1", port, SocketFactory.getDefault())) {
      SyslogExport export = export(link);
      log.append("case-000001", EventType.CASE_CREATED, "90 slices");
      assertThat(export.send()).isFalse();
      assertThat(export.send()).isFalse();
      log.append("case-000001", EventType.DELIVERED, "tps: received");
      try (ServerSocket server = new ServerSocket(port, 5, LOOPBACK)) {
        assertThat(export.send()).isTrue();
        assertThat(export.send()).as("tells that it is heard").isTrue();
        try (Socket peer = server.accept()) {
          assertThat(frame(peer.getInputStream())).contains("CASE_CREATED");
          assertThat(frame(peer.getInputStream())).contains("SYSLOG_SILENT");
          assertThat(frame(peer.getInputStream())).contains("DELIVERED");
          assertThat(frame(peer.getInputStream())).contains("SYSLOG_HEARD");
        }
        // The server closed the connection: seen before the next message is lost in it.
        log.append("case-000001", EventType.CASE_RETRIED, "a person asked for it");
        assertThat(export.send()).isTrue();
        try (Socket again = server.accept()) {
          assertThat(frame(again.getInputStream())).contains("CASE_RETRIED");
        }
      }
    }
    assertThat(log.all())
        .filteredOn(e -> e.type() == EventType.SYSLOG_SILENT || e.type() == EventType.SYSLOG_HEARD)
        .hasSize(2);
  }
}
