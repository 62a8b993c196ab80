package org.contourflow.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.config.MailSecurity;
import org.contourflow.config.OperationsSettings.Mail;
import org.contourflow.config.OperationsSettings.Webhook;
import org.contourflow.config.Secret;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(Eventually.HANGS)
class AlertsTest {
  private static final Problem DISK = new Problem("disk", "only 3.0 % of the home's disk is free");
  private static final Problem TPS = new Problem("target:tps", "the target tps did not take it");

  @TempDir Path folder;

  private final List<AlertChannel.Message> got = new CopyOnWriteArrayList<>();
  private final MemoryRunLog log = new MemoryRunLog();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:00:00Z"));
  private boolean away;

  private final AlertChannel channel =
      new AlertChannel() {
        @Override
        public String name() {
          return "the list";
        }

        @Override
        public void send(Message message) throws IOException {
          if (away) {
            throw new IOException("away");
          }
          got.add(message);
        }
      };

  private Alerts alerts(int mostAnHour) {
    Path memory = folder.resolve("told.txt");
    return new Alerts("Site A", List.of(channel), mostAnHour, memory, log, clock);
  }

  @Test
  void a_problem_is_told_once_when_it_begins_and_once_when_it_is_over() {
    Alerts alerts = alerts(10);
    alerts.look(List.of());
    alerts.look(List.of(DISK));
    alerts.look(List.of(new Problem("disk", "only 2.9 % of the home's disk is free"), TPS));
    alerts.look(List.of(TPS));
    alerts.look(List.of());
    alerts.look(List.of());
    assertThat(got)
        .extracting(m -> m.state() + " " + m.key())
        .containsExactly("raised disk", "raised target:tps", "cleared disk", "cleared target:tps");
    assertThat(got.get(0).subject()).isEqualTo("Site A: only 3.0 % of the home's disk is free");
    assertThat(got.get(2).subject())
        .isEqualTo("Site A: over: only 3.0 % of the home's disk is free");
  }

  @Test
  void one_that_comes_and_goes_does_not_flood_and_what_was_held_back_is_told() {
    Alerts alerts = alerts(4);
    for (int i = 0; i < 50; i++) {
      alerts.look(i % 2 == 0 ? List.of(DISK) : List.of());
    }
    assertThat(got).hasSize(4);
    clock.pass(Duration.ofMinutes(61));
    alerts.look(List.of(TPS));
    assertThat(got.subList(4, 6))
        .extracting(AlertChannel.Message::words)
        .containsExactly(
            "the target tps did not take it",
            "46 messages were held back, at most 4 an hour are sent; 1 problems stand now");
  }

  @Test
  void a_fault_that_comes_and_goes_does_not_keep_what_waits_from_being_told_for_ever() {
    Alerts alerts = alerts(6);
    Problem waits = new Problem("held:1", "waits");
    boolean summed = false;
    for (int i = 0; i < 40 && !summed; i++) {
      // Four an hour of the fault: more than half of the room is taken at each look.
      alerts.look(i < 4 || i % 2 == 0 ? List.of(DISK) : List.of(DISK, waits, TPS));
      clock.pass(Duration.ofMinutes(15));
      summed = got.stream().anyMatch(m -> m.state().equals("summary") || m.key().equals("held:1"));
    }
    assertThat(summed).isTrue();
  }

  @Test
  void many_that_wait_for_a_person_do_not_keep_a_fault_from_being_told() {
    Alerts alerts = alerts(6);
    List<Problem> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(new Problem("held:" + i, "waits"));
    }
    alerts.look(all);
    alerts.look(all);
    all.add(DISK);
    alerts.look(all);
    assertThat(got)
        .extracting(AlertChannel.Message::key)
        .contains("held:0", "held:2", "disk")
        .doesNotContain("held:3");
    assertThat(got).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void what_a_channel_did_not_take_is_sent_when_it_does_and_that_is_one_line_of_the_log() {
    Alerts alerts = alerts(10);
    away = true;
    alerts.look(List.of(DISK));
    alerts.look(List.of(DISK));
    alerts.look(List.of());
    assertThat(log.types()).containsExactly(EventType.ALERT_FAILED);
    away = false;
    alerts.look(List.of());
    assertThat(got).extracting(AlertChannel.Message::state).containsExactly("raised", "cleared");
  }

  @Test
  void a_service_that_is_started_anew_tells_nothing_again_but_what_is_over_since() {
    alerts(10).look(List.of(DISK, TPS));
    alerts(10).look(List.of(DISK, TPS));
    assertThat(got).hasSize(2);
    alerts(10).look(List.of(DISK));
    alerts(10).look(List.of(DISK, TPS));
    assertThat(got.subList(2, got.size()))
        .extracting(m -> m.state() + " " + m.key() + " " + m.words())
        .containsExactly("cleared target:tps " + TPS.text(), "raised target:tps " + TPS.text());
  }

  @Test
  void what_no_channel_took_before_the_end_is_told_by_the_next_start() {
    away = true;
    alerts(10).look(List.of(DISK));
    away = false;
    alerts(10).look(List.of(DISK));
    assertThat(got).extracting(AlertChannel.Message::state).containsExactly("raised");
  }

  @Test
  void what_was_held_back_and_never_told_is_told_by_the_next_start() {
    alerts(1).look(List.of(DISK, TPS));
    alerts(10).look(List.of(DISK, TPS));
    assertThat(got).extracting(AlertChannel.Message::key).contains("target:tps");
  }

  @Test
  void a_memory_that_cannot_be_kept_or_read_costs_no_alert() throws IOException {
    Files.write(folder.resolve("told.txt"), new byte[] {(byte) 0xC3, 0x28, '\n'});
    alerts(10).look(List.of(DISK));
    Files.delete(folder.resolve("told.txt"));
    Files.createDirectories(folder.resolve("told.txt").resolve("in-the-way"));
    alerts(10).look(List.of(DISK));
    assertThat(got).extracting(AlertChannel.Message::state).containsExactly("raised", "raised");
  }

  private static AlertChannel.Message message() {
    return new AlertChannel.Message(
        "Site A", "raised", "disk", "only 3 % is free \u2014 \u00e4", "2026-01-02T03:00:00Z");
  }

  private static Mail mail(int port, MailSecurity security, String password) {
    return new Mail(
        "127.0.0.1",
        port,
        security,
        password == null ? null : "alerts",
        password == null ? null : new Secret(password),
        "contourflow@site-a.example",
        List.of("physics@site-a.example", "it@site-a.example"));
  }

  @Test
  void a_mail_goes_to_everybody_named_and_says_no_more_than_the_message() throws Exception {
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    server.start();
    try {
      server.setUser("alerts", "s3cret");
      int port = server.getSmtp().getPort();
      SSLSocketFactory sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();
      new MailChannel(mail(port, MailSecurity.NONE, "s3cret"), sockets).send(message());
      assertThat(server.waitForIncomingEmail(240_000, 2)).isTrue();
      MimeMessage mail = server.getReceivedMessages()[0];
      assertThat(mail.getSubject()).isEqualTo("Site A: only 3 % is free \u2014 \u00e4");
      assertThat(mail.getContent().toString())
          .startsWith("only 3 % is free \u2014 \u00e4")
          .contains("raised at 2026-01-02T03:00:00Z");
      assertThat(mail.getAllRecipients()).hasSize(2);
      assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      // A server that offers no TLS gets nothing where TLS is wanted.
      assertThatThrownBy(
              () ->
                  new MailChannel(mail(port, MailSecurity.STARTTLS, null), sockets).send(message()))
          .isInstanceOf(IOException.class);
      assertThat(server.getReceivedMessages()).hasSize(2);
    } finally {
      server.stop();
    }
  }

  @Test
  void a_webhook_gets_json_and_its_refusal_is_a_failure() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> bodies = new ArrayList<>();
    server.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          bodies.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
          exchange.sendResponseHeaders(bodies.size() == 1 ? 204 : 500, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
      AlertChannel hook = new WebhookChannel(new Webhook(url, Optional.of(new Secret("t0ken"))));
      hook.send(message());
      assertThat(bodies.get(0))
          .startsWith("Bearer t0ken {")
          .contains("\"state\":\"raised\"", "\"key\":\"disk\"");
      assertThatThrownBy(() -> hook.send(message())).hasMessage("the webhook answered 500");
      assertThat(hook.name()).isEqualTo("the webhook at 127.0.0.1");
    } finally {
      server.stop(0);
    }
  }
}
