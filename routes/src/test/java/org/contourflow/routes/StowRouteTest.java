package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.app.NetworkBed;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Secret;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.delivery.WebKeys;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.TestKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** STOW-RS over real HTTP, in and out. */
@Timeout(Eventually.HANGS)
class StowRouteTest {
  private static final String TYPE = "multipart/related; type=\"application/dicom\"; boundary=b";
  private static final Secret PASSWORD = new Secret(TestKeys.PASSWORD);

  @TempDir static Path source;
  private static PhantomSeries series;

  @TempDir Path root;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void phantom() throws IOException {
    series = Phantom.small().evenSlices(4, 3).build().writeTo(source);
  }

  private static DicomWebSettings.Server server(
      int port, Integer requests, Secret token, Secret password, DicomWebSettings.Tls tls) {
    String user = password == null ? null : "ct";
    return new DicomWebSettings.Server(
        true, port, "127.0.0.1", null, requests, 1, 2, 240, token, user, password, tls);
  }

  private NetworkBed start(DicomWebSettings.Server server) throws Exception {
    DicomSettings.Listener off =
        new DicomSettings.Listener(
            false, null, null, null, null, null, null, null, 0, null, null, null);
    return NetworkBed.start(
        NetworkBed.settings(root.resolve("home"), off, null, server, null, null));
  }

  private static HttpRequest.Builder studies(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/dicom-web" + path));
  }

  private static HttpRequest.BodyPublisher body(List<Path> files) throws IOException {
    List<byte[]> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(ascii("--b\r\nContent-Type: application/dicom\r\n\r\n"));
      parts.add(Files.readAllBytes(file));
      parts.add(ascii("\r\n"));
    }
    parts.add(ascii("--b--\r\n"));
    return BodyPublishers.ofByteArrays(parts);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private HttpResponse<String> post(int port, String path, List<Path> files, String... headers)
      throws Exception {
    HttpRequest.Builder request = studies(port, path).header("Content-Type", TYPE);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.POST(body(files)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_series_posted_is_in_the_store_when_it_is_answered_200() throws Exception {
    int port = FreePort.find();
    try (NetworkBed bed = start(server(port, null, null, null, null))) {
      HttpResponse<String> answer = post(port, "/studies", series.files());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/dicom+json");
      assertThat(answer.headers().map().keySet()).noneMatch(h -> h.startsWith("Camel"));
      assertThat(bed.stored(series.uids().series())).isEqualTo(4);
      assertThat(post(port, "/studies/" + series.uids().study(), series.files()).statusCode())
          .isEqualTo(200);
      assertThat(bed.stored(series.uids().series())).isEqualTo(4);
      assertThat(post(port, "/studies/1.2.3", series.files()).statusCode()).isEqualTo(409);
    }
  }

  @Test
  void what_is_not_served_is_said_so() throws Exception {
    int port = FreePort.find();
    try (NetworkBed bed = start(server(port, null, null, null, null))) {
      assertThat(post(port, "/series", series.files()).statusCode()).isEqualTo(404);
      assertThat(post(port, "/studies/..%2Fx", series.files()).statusCode()).isIn(400, 404);
      assertThat(post(port, "/studies", series.files(), "Accept", "application/dicom+xml"))
          .satisfies(a -> assertThat(a.statusCode()).isEqualTo(406))
          .satisfies(a -> assertThat(a.body()).contains("application/dicom+json"));
      HttpResponse<String> get =
          client.send(studies(port, "/studies").build(), HttpResponse.BodyHandlers.ofString());
      assertThat(get.statusCode()).isEqualTo(405);
      HttpResponse<String> json =
          client.send(
              studies(port, "/studies")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(json.statusCode()).isEqualTo(415);
      assertThat(json.body()).contains("must be multipart/related");
      assertThat(bed.stored(series.uids().series())).isZero();
    }
  }

  @Test
  void a_request_above_the_limit_is_413_and_the_service_lives_on() throws Exception {
    int port = FreePort.find();
    Path big = Files.write(root.resolve("big"), new byte[3_000_000]);
    try (NetworkBed bed = start(server(port, null, null, null, null))) {
      assertThat(post(port, "/studies", List.of(big)).statusCode()).isEqualTo(413);
      HttpResponse<String> next = post(port, "/studies", series.files());
      assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
      assertThat(bed.stored(series.uids().series())).isEqualTo(4);
    }
  }

  @Test
  void a_caller_without_the_token_or_the_password_is_401_and_nothing_is_stored() throws Exception {
    int port = FreePort.find();
    DicomWebSettings.Server server = server(port, null, new Secret("let-me-in"), PASSWORD, null);
    try (NetworkBed bed = start(server)) {
      HttpResponse<String> without = post(port, "/studies", series.files());
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(without.headers().firstValue("WWW-Authenticate")).isPresent();
      for (String wrong : List.of("Bearer let-me-i", "Bearer ", "Basic Y3Q6", "let-me-in")) {
        assertThat(post(port, "/studies", series.files(), "Authorization", wrong).statusCode())
            .isEqualTo(401);
      }
      assertThat(bed.stored(series.uids().series())).isZero();
      List<Path> one = series.files().subList(0, 1);
      assertThat(post(port, "/studies", one, "Authorization", "Bearer let-me-in").statusCode())
          .isEqualTo(200);
      String basic = StowServer.basic("ct", TestKeys.PASSWORD);
      assertThat(post(port, "/studies", one, "Authorization", basic).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void what_is_not_in_the_requests_own_header_fields_opens_nothing() throws Exception {
    int port = FreePort.find();
    try (NetworkBed bed = start(server(port, null, new Secret("let-me-in"), null, null))) {
      String token = "Authorization=Bearer%20let-me-in";
      assertThat(post(port, "/studies?" + token, series.files()).statusCode()).isEqualTo(401);
      assertThat(raw(port, "POST /dicom-web/studies?" + token + " HTTP/1.1", FORM, token))
          .startsWith("HTTP/1.1 401");
      String twice = "Authorization: Bearer x\r\nAuthorization: Bearer let-me-in\r\n";
      assertThat(raw(port, "POST /dicom-web/studies HTTP/1.1", twice, "--b--"))
          .startsWith("HTTP/1.1 401");
      assertThat(bed.stored(series.uids().series())).isZero();
    }
  }

  @Test
  void a_web_page_may_not_post_even_with_the_token() throws Exception {
    int port = FreePort.find();
    try (NetworkBed bed = start(server(port, null, new Secret("let-me-in"), null, null))) {
      String known = "Authorization: Bearer let-me-in\r\n";
      String request = "POST /dicom-web/studies HTTP/1.1";
      for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:" + port)) {
        assertThat(raw(port, request, known + "Origin: " + origin + "\r\n", "--b--"))
            .startsWith("HTTP/1.1 403");
      }
      assertThat(raw(port, request, FORM + known, "a=b")).startsWith("HTTP/1.1 415");
      assertThat(bed.stored(series.uids().series())).isZero();
    }
  }

  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  private static String raw(int port, String request, String headers, String body)
      throws IOException {
    try (Socket caller = new Socket("127.0.0.1", port)) {
      caller.setSoTimeout(240_000);
      caller
          .getOutputStream()
          .write(
              ascii(
                  request
                      + "\r\nHost: x\r\nConnection: close\r\n"
                      + headers
                      + "Content-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body));
      return new String(caller.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** It is read off as it comes, and thrown away: what is in use does not grow with it. */
  @Test
  void a_form_without_a_token_is_never_in_memory() throws Exception {
    int port = FreePort.find();
    try (NetworkBed bed = start(server(port, null, new Secret("let-me-in"), null, null))) {
      long before = allocated();
      try (Socket caller = new Socket("127.0.0.1", port)) {
        caller.setSoTimeout(240_000);
        OutputStream out = caller.getOutputStream();
        out.write(
            ascii(
                "POST /dicom-web/studies HTTP/1.1\r\nHost: x\r\n"
                    + FORM
                    + "Content-Length: 60000000\r\n\r\n"));
        byte[] block = ascii("a=" + "x".repeat((1 << 16) - 2));
        for (long sent = 0; sent < 60_000_000; sent += block.length) {
          out.write(block, 0, (int) Math.min(block.length, 60_000_000 - sent));
        }
        byte[] status = caller.getInputStream().readNBytes(12);
        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
      }
      assertThat(allocated() - before).as("bytes more in use").isLessThan(40_000_000);
      assertThat(bed.stored(series.uids().series())).isZero();
    }
  }

  private static long allocated() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void silent_connections_keep_no_caller_of_their_own_address_out() throws Exception {
    int port = FreePort.find();
    List<Socket> silent = new ArrayList<>();
    try (NetworkBed bed = start(server(port, 2, null, null, null))) {
      for (int i = 0; i < 60; i++) {
        silent.add(new Socket("127.0.0.1", port));
      }
      assertThat(post(port, "/studies", series.files()).statusCode()).isEqualTo(200);
      assertThat(bed.stored(series.uids().series())).isEqualTo(4);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  /**
   * Posts the beginning of a body, and returns once the server is about to read it, as its "100
   * Continue" tells: in that moment, or by chance an instant later, the caller has its place.
   */
  private static void hold(Socket caller) throws IOException {
    caller.setSoTimeout(240_000);
    OutputStream out = caller.getOutputStream();
    out.write(head(100_000, "Expect: 100-continue\r\n"));
    out.flush();
    byte[] go = caller.getInputStream().readNBytes(12);
    assertThat(new String(go, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");
    out.write(ascii("--b\r\n"));
    out.flush();
  }

  private static byte[] head(int length, String more) {
    return ascii(
        "POST /dicom-web/studies HTTP/1.1\r\nHost: x\r\nContent-Type: "
            + TYPE
            + "\r\nContent-Length: "
            + length
            + "\r\n"
            + more
            + "\r\n");
  }

  @Test
  void a_caller_that_sends_on_after_it_was_refused_still_reads_why() throws Exception {
    int port = FreePort.find();
    // More than the sockets' buffers hold: whoever does not read it makes the sender fail.
    int length = 32 << 20;
    try (NetworkBed bed = start(server(port, null, new Secret("let-me-in"), null, null));
        Socket caller = new Socket("127.0.0.1", port)) {
      caller.setSoTimeout(240_000);
      OutputStream out = caller.getOutputStream();
      out.write(head(length, ""));
      for (int sent = 0; sent < length; sent += 1 << 16) {
        out.write(new byte[1 << 16]);
      }
      byte[] status = caller.getInputStream().readNBytes(12);
      assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
      assertThat(bed.stored(series.uids().series())).isZero();
    }
  }

  @Test
  void a_silent_caller_holds_its_own_place_only_and_one_too_many_is_told_to_come_again()
      throws Exception {
    int port = FreePort.find();
    try (NetworkBed bed = start(server(port, 1, null, null, null))) {
      HttpResponse<String> busy = null;
      for (int i = 0; i < 20 && (busy == null || busy.statusCode() == 200); i++) {
        try (Socket silent = new Socket("127.0.0.1", port)) {
          hold(silent);
          busy = post(port, "/studies", series.files());
        }
      }
      assertThat(busy.statusCode()).isEqualTo(503);
      assertThat(busy.headers().firstValue("Retry-After")).contains("10");
      Eventually.holds(
          "the place is free again",
          () -> {
            int status = post(port, "/studies", series.files()).statusCode();
            assertThat(status).isIn(200, 503);
            return status == 200;
          });
      assertThat(bed.stored(series.uids().series())).isEqualTo(4);
    }
  }

  @Test
  void one_contourflow_delivers_to_another_over_mutual_tls_and_a_stranger_is_shut_out()
      throws Exception {
    int port = FreePort.find();
    TestKeys keys =
        TestKeys.make(Files.createDirectories(root.resolve("keys")), 2, "node", "peer", "stranger");
    DicomWebSettings.Tls node =
        new DicomWebSettings.Tls(keys.store("node"), PASSWORD, keys.trustStore(), PASSWORD);
    DicomWebSettings.Tls peer =
        new DicomWebSettings.Tls(keys.store("peer"), PASSWORD, keys.trustStore(), PASSWORD);
    DicomWebSettings.Tls stranger =
        new DicomWebSettings.Tls(keys.store("stranger"), PASSWORD, keys.trustStore(), PASSWORD);
    Secret token = new Secret("abc");
    String url = "https://127.0.0.1:" + port + "/dicom-web";
    List<DicomWebSettings.Target> targets =
        List.of(
            new DicomWebSettings.Target("known", url, 240, token, null, null, peer, null),
            new DicomWebSettings.Target("stranger", url, 240, token, null, null, stranger, null),
            new DicomWebSettings.Target("nobody", url, 240, null, null, null, peer, null));
    try (NetworkBed bed = start(server(port, null, token, null, node));
        NetworkBed sender =
            NetworkBed.start(
                NetworkBed.settings(
                    root.resolve("sender"),
                    DicomSettings.Listener.loopback(),
                    null,
                    null,
                    targets,
                    null))) {
      Path file = series.files().get(0);
      List<DeliveryTarget> ways = sender.network.targets();
      assertThat(ways.get(0).deliver(file, "a")).isInstanceOf(DeliveryOutcome.Delivered.class);
      assertThat(bed.stored(series.uids().series())).isEqualTo(1);
      assertThat(ways.get(1).deliver(file, "a"))
          .isInstanceOfSatisfying(
              DeliveryOutcome.NotDelivered.class, n -> assertThat(n.retryable()).isTrue());
      assertThat(ways.get(2).deliver(file, "a"))
          .isInstanceOfSatisfying(
              DeliveryOutcome.NotDelivered.class, n -> assertThat(n.reason()).contains("HTTP 401"));
      Optional<String> tls13 = protocol(port, peer, "TLSv1.3");
      Optional<String> tls12 = protocol(port, peer, "TLSv1.2");
      assertThat(tls13).contains("TLSv1.3");
      assertThat(tls12).contains("TLSv1.2");
    }
  }

  private static Optional<String> protocol(int port, DicomWebSettings.Tls tls, String wanted)
      throws IOException {
    var context =
        WebKeys.context(
            new WebKeys.Store(tls.keyStore(), TestKeys.PASSWORD),
            new WebKeys.Store(tls.trustStore(), TestKeys.PASSWORD));
    try (var socket =
        (javax.net.ssl.SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setEnabledProtocols(new String[] {wanted});
      socket.setSoTimeout(240_000);
      socket.getOutputStream().write(ascii("GET / HTTP/1.0\r\n\r\n"));
      InputStream in = socket.getInputStream();
      return in.read() < 0 ? Optional.empty() : Optional.of(socket.getSession().getProtocol());
    }
  }
}
