package org.contourflow.audit.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.delivery.WebKeys;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.TestKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The run log by TLS (RFC 5425) to a server on loopback that wants a certificate, too. */
@Timeout(Eventually.HANGS)
class SyslogTlsTest {
  @TempDir static Path folder;
  private static TestKeys keys;

  @TempDir Path root;

  @BeforeAll
  static void make() throws Exception {
    // The first two are trusted, by both sides; the stranger is not.
    keys = TestKeys.make(folder, 2, "server", "service", "stranger");
  }

  private static SSLContext context(String own) throws IOException {
    return WebKeys.context(
        new WebKeys.Store(keys.store(own), TestKeys.PASSWORD),
        new WebKeys.Store(keys.trustStore(), TestKeys.PASSWORD));
  }

  private static SSLServerSocket server(String own) throws IOException {
    SSLServerSocket server =
        (SSLServerSocket)
            context(own)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    server.setNeedClientAuth(true);
    return server;
  }

  private static String frame(InputStream in) throws IOException {
    StringBuilder length = new StringBuilder();
    for (int c = in.read(); c != ' '; c = in.read()) {
      length.append((char) c);
    }
    return new String(in.readNBytes(Integer.parseInt(length.toString())), StandardCharsets.UTF_8);
  }

  private CompletableFuture<String> received(SSLServerSocket server) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket peer = server.accept()) {
            return frame(peer.getInputStream());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private boolean sent(String own, int port) throws IOException {
    MemoryRunLog log = new MemoryRunLog();
    try (SyslogLink link = SyslogLink.stream("127.0.0.1", port, context(own).getSocketFactory())) {
      SyslogExport export =
          new SyslogExport(log, link, root.resolve("position"), "contourflow", "machine");
      log.append("case-000001", EventType.CASE_CREATED, "90 slices");
      return export.send();
    }
  }

  @Test
  void an_event_reaches_a_server_that_both_sides_certificates_fit() throws Exception {
    try (SSLServerSocket server = server("server")) {
      CompletableFuture<String> message = received(server);
      assertThat(sent("service", server.getLocalPort())).isTrue();
      assertThat(message.get()).startsWith("<85>1 ").contains("CASE_CREATED", "case-000001");
    }
  }

  @Test
  void a_server_with_a_certificate_that_is_not_trusted_gets_nothing() throws Exception {
    try (SSLServerSocket server = server("stranger")) {
      CompletableFuture<String> message = received(server);
      assertThat(sent("service", server.getLocalPort())).isFalse();
      assertThatThrownBy(message::get).isInstanceOf(ExecutionException.class);
    }
  }
}
