package org.contourflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a STOW-RS answer means; the JDK's own server gives the answers. */
@Timeout(Eventually.HANGS)
class StowTargetTest {
  private static final String SOP = "2.25.4711";
  private static final String NAMED =
      "{\"00081199\":{\"vr\":\"SQ\",\"Value\":[{\"00081155\":{\"vr\":\"UI\",\"Value\":[\"%s\"]}%s}]}}";
  private static final String FAILED =
      "{\"00081198\":{\"vr\":\"SQ\",\"Value\":[{\"00081155\":{\"vr\":\"UI\",\"Value\":[\"2.25.4711\"]},"
          + "\"00081197\":{\"vr\":\"US\",\"Value\":[42752]}}]}}";

  /** With a service that answers at once, on a machine that may stand still. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path folder;
  private HttpServer server;
  private Path rtstruct;
  private volatile int status = 200;
  private volatile String answer = NAMED.formatted(SOP, "");
  private volatile String seen = "";
  private volatile byte[] body = {};
  private volatile Duration pause = Duration.ZERO;

  @BeforeEach
  void start() throws IOException {
    rtstruct = folder.resolve("rs.dcm");
    DicomFiles.write(
        rtstruct,
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE)
            .put(DicomTag.SOPInstanceUID, SOP),
        DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    body = exchange.getRequestBody().readAllBytes();
    seen =
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + "\n"
            + exchange.getRequestHeaders().entrySet();
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private StowTarget target(Optional<String> authorization, Duration timeout) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/dicom-web");
    return new StowTarget(
        new StowTarget.Service("pacs", url, timeout, authorization, Optional.empty()));
  }

  private DeliveryOutcome deliver() {
    return target(Optional.empty(), PATIENCE).deliver(rtstruct, "RS.dcm");
  }

  @Test
  void the_file_goes_byte_for_byte_as_one_part_and_is_delivered_when_it_is_named()
      throws IOException {
    assertThat(deliver())
        .isInstanceOfSatisfying(
            DeliveryOutcome.Delivered.class,
            d -> assertThat(d.receipt()).contains("HTTP 200").contains("pacs"));
    assertThat(seen)
        .startsWith("POST /dicom-web/studies\n")
        .contains("multipart/related; type=\"application/dicom\"; boundary=")
        .contains("application/dicom+json")
        .doesNotContain("Authorization");
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String file = new String(Files.readAllBytes(rtstruct), StandardCharsets.ISO_8859_1);
    assertThat(text).contains("Content-Type: application/dicom\r\n\r\n" + file + "\r\n--");
  }

  @Test
  void a_token_or_a_password_is_shown() {
    target(Optional.of("Bearer abc"), PATIENCE).deliver(rtstruct, "RS.dcm");
    assertThat(seen).contains("Authorization=[Bearer abc]");
  }

  @Test
  void success_without_the_instances_name_is_no_delivery() {
    answer = NAMED.formatted("2.25.1", "");
    assertThat(deliver())
        .isInstanceOfSatisfying(
            DeliveryOutcome.NotDelivered.class,
            n -> assertThat(n.reason()).contains("does not name it as stored"));
    answer = "";
    assertThat(deliver()).isInstanceOf(DeliveryOutcome.NotDelivered.class);
    answer = "<html>";
    assertThat(deliver())
        .isInstanceOfSatisfying(
            DeliveryOutcome.NotDelivered.class,
            n -> assertThat(n.reason()).contains("not in DICOM JSON"));
  }

  @Test
  void a_failure_reason_is_told_and_tried_again() {
    status = 409;
    answer = FAILED;
    assertThat(deliver())
        .isEqualTo(
            new DeliveryOutcome.NotDelivered(
                "pacs (http://127.0.0.1:"
                    + server.getAddress().getPort()
                    + "/dicom-web) refused it: A700",
                true));
  }

  private DeliveryOutcome withdraw() {
    return target(Optional.empty(), PATIENCE)
        .withdraw(List.of(new DeliveryTarget.Sent(rtstruct, "RS.dcm")), rtstruct);
  }

  @Test
  void a_rejection_note_is_posted_and_named_in_the_receipt() {
    assertThat(withdraw())
        .isInstanceOfSatisfying(
            DeliveryOutcome.Delivered.class,
            d -> assertThat(d.receipt()).startsWith("rejection note: STOW-RS answered HTTP 200"));
    assertThat(seen).startsWith("POST /dicom-web/studies\n");
  }

  @ParameterizedTest
  @CsvSource({"42752, true", "290, false"})
  void a_service_that_knows_no_key_objects_will_not_learn_it_by_being_asked_again(
      int failure, boolean again) {
    status = 409;
    answer = FAILED.replace("42752", "" + failure);
    assertThat(withdraw())
        .isInstanceOfSatisfying(
            DeliveryOutcome.NotDelivered.class,
            n -> {
              assertThat(n.reason()).endsWith(String.format("refused it: %04X", failure));
              assertThat(n.retryable()).isEqualTo(again);
            });
    assertThat(deliver())
        .as("a structure set's class may be set up there yet")
        .isInstanceOfSatisfying(
            DeliveryOutcome.NotDelivered.class, n -> assertThat(n.retryable()).isTrue());
  }

  @Test
  void a_warning_is_in_the_receipt() {
    status = 202;
    answer = NAMED.formatted(SOP, ",\"00081196\":{\"vr\":\"US\",\"Value\":[45056]}");
    assertThat(deliver())
        .isInstanceOfSatisfying(
            DeliveryOutcome.Delivered.class, d -> assertThat(d.receipt()).contains("B000"));
  }

  @ParameterizedTest
  @CsvSource({
    "301, true",
    "400, false",
    "401, true",
    "403, true",
    "404, true",
    "408, true",
    "413, false",
    "415, false",
    "429, true",
    "500, true",
    "503, true"
  })
  void what_a_service_can_mend_is_tried_again(int code, boolean again) {
    status = code;
    answer = "";
    assertThat(deliver())
        .isInstanceOfSatisfying(
            DeliveryOutcome.NotDelivered.class,
            n -> {
              assertThat(n.retryable()).isEqualTo(again);
              assertThat(n.reason()).contains("HTTP " + code);
            });
  }

  @Test
  void a_service_that_is_down_or_does_not_answer_is_tried_again() {
    pause = Duration.ofSeconds(3);
    assertThat(target(Optional.empty(), Duration.ofMillis(300)).deliver(rtstruct, "RS.dcm"))
        .isInstanceOfSatisfying(
            DeliveryOutcome.NotDelivered.class, n -> assertThat(n.retryable()).isTrue());
    server.stop(0);
    assertThat(deliver())
        .isInstanceOfSatisfying(
            DeliveryOutcome.NotDelivered.class,
            n -> {
              assertThat(n.retryable()).isTrue();
              assertThat(n.reason()).contains("does not answer");
            });
  }

  /** A TLS service on loopback that speaks only these ciphers; answers as {@link #server} does. */
  private HttpsServer tlsServer(TestKeys keys, String... ciphers) throws IOException {
    HttpsServer tls =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext context = WebKeys.context(store(keys.store("localhost")), null);
    tls.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters only = new SSLParameters(ciphers, new String[] {"TLSv1.2"});
            parameters.setSSLParameters(only);
          }
        });
    tls.createContext("/", this::serve);
    tls.start();
    return tls;
  }

  private static WebKeys.Store store(Path file) {
    return new WebKeys.Store(file, TestKeys.PASSWORD);
  }

  /** The JDK would still agree on CBC, which BCP 195 advises against. */
  @ParameterizedTest
  @CsvSource({
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, false",
  })
  void only_ciphers_with_authenticated_encryption_are_agreed_on(String cipher, boolean agreed)
      throws Exception {
    TestKeys keys = TestKeys.make(folder, 1, "localhost");
    HttpsServer tls = tlsServer(keys, cipher);
    try {
      URI url = URI.create("https://127.0.0.1:" + tls.getAddress().getPort() + "/dicom-web");
      SSLContext trusting = WebKeys.context(null, store(keys.trustStore()));
      DeliveryOutcome outcome =
          new StowTarget(
                  new StowTarget.Service(
                      "tps", url, PATIENCE, Optional.empty(), Optional.of(trusting)))
              .deliver(rtstruct, "rs.dcm");
      assertThat(outcome instanceof DeliveryOutcome.Delivered).as("%s", outcome).isEqualTo(agreed);
    } finally {
      tls.stop(0);
    }
  }
}
