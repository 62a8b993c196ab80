package org.contourflow.camel.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.contourflow.dicom.net.StatusCode;
import org.contourflow.dicom.net.scp.ReceivedInstance;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreReceipt;
import org.contourflow.testdata.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The component in a Camel context: the listener's route is the sender's answer. */
class DicomComponentTest extends CamelTestSupport {
  /** Who may call is decided by the settings, not by a URI. */
  private static final Set<String> SET_IN_JAVA_ONLY =
      Set.of("maxConnectionsPerAddress", "callerCertificates");

  @TempDir static Path folder;
  private static int port;

  @Override
  protected RoutesBuilder createRouteBuilder() throws IOException {
    port = FreePort.find();
    Path spool = Files.createTempDirectory(folder, "spool");
    return new RouteBuilder() {
      @Override
      public void configure() {
        fromF(
                "dicom:listen?aeTitle=NODE&port=%d&bindAddress=127.0.0.1&spool=%s&reserveBytes=0",
                port, spool)
            .routeId("receive")
            .to("mock:index");
        fromF("direct:send")
            .routeId("send")
            .toF("dicom:send?aeTitle=SENDER&calledAeTitle=NODE&host=127.0.0.1&port=%d", port)
            .id("toPeer")
            .to("mock:sent");
        from("direct:quiet")
            .toF("dicom:send?calledAeTitle=NODE&host=127.0.0.1&port=%d&throwOnFailure=false", port);
        from("direct:nobody").to("dicom:send?calledAeTitle=NOBODY&host=127.0.0.1&port=1");
      }
    };
  }

  @Test
  void an_instance_is_an_exchange_on_a_whole_file_and_the_answer_a_receipt() throws Exception {
    List<Path> files = CtFiles.write(folder.resolve("a"), 3);
    MockEndpoint index = getMockEndpoint("mock:index");
    index.expectedMessageCount(3);
    index.expectedHeaderReceived(DicomHeaders.STUDY_INSTANCE_UID, CtFiles.STUDY);
    index.expectedHeaderReceived(DicomHeaders.CALLING_AE_TITLE, "SENDER");
    index.expectedHeaderReceived(DicomHeaders.EVENT, "INSTANCE");
    List<?> receipts = template.requestBody("direct:send", files, List.class);
    MockEndpoint.assertIsSatisfied(context, 4, TimeUnit.MINUTES);
    assertThat(receipts)
        .hasSize(3)
        .allSatisfy(
            r -> assertThat(((StoreReceipt) r).outcome()).isInstanceOf(StoreOutcome.Stored.class));
    Path first = index.getExchanges().get(0).getIn().getBody(Path.class);
    assertThat(first).exists();
    assertThat(
            index
                .getExchanges()
                .get(0)
                .getIn()
                .getHeader(DicomHeaders.RECEIVED_INSTANCE, ReceivedInstance.class)
                .file())
        .isEqualTo(first);
  }

  @Test
  void a_route_that_fails_is_a_failure_for_the_sender_and_leaves_no_file() throws Exception {
    MockEndpoint index = getMockEndpoint("mock:index");
    index.whenAnyExchangeReceived(
        exchange -> {
          throw new IllegalStateException("the index is away");
        });
    List<Path> files = CtFiles.write(folder.resolve("b"), 1);
    assertThatThrownBy(() -> template.requestBody("direct:send", files))
        .isInstanceOf(CamelExecutionException.class)
        .hasCauseInstanceOf(DicomPeerException.class)
        .satisfies(
            e -> {
              DicomPeerException cause = (DicomPeerException) e.getCause();
              assertThat(cause.isRetryable()).isTrue();
              assertThat(cause.getMessage()).contains("1 of 1").contains("NODE@127.0.0.1");
              assertThat((List<?>) cause.getOutcome()).hasSize(1);
            });
    Path file = index.getExchanges().get(0).getIn().getBody(Path.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void a_route_may_answer_a_status_of_its_own() throws Exception {
    getMockEndpoint("mock:index")
        .whenAnyExchangeReceived(
            exchange -> {
              exchange.getMessage().setHeader(DicomHeaders.STATUS, 0x0111);
              exchange.getMessage().setHeader(DicomHeaders.STATUS_COMMENT, "other content");
            });
    List<?> receipts =
        template.requestBody("direct:quiet", CtFiles.write(folder.resolve("c"), 1), List.class);
    assertThat(((StoreReceipt) receipts.get(0)).outcome())
        .isEqualTo(new StoreOutcome.Refused(StatusCode.DUPLICATE_INSTANCE, "other content"));
  }

  @Test
  void a_directory_message_a_file_and_a_text_path_are_sent_alike() throws Exception {
    Path file = CtFiles.write(folder.resolve("d"), 1).get(0);
    for (Object body : List.of(file, file.toFile(), file.toString())) {
      getMockEndpoint("mock:index").reset();
      getMockEndpoint("mock:index").expectedMessageCount(1);
      List<?> receipts = template.requestBody("direct:send", body, List.class);
      assertThat(receipts).hasSize(1);
      MockEndpoint.assertIsSatisfied(context, 4, TimeUnit.MINUTES);
    }
    assertThatThrownBy(() -> template.requestBody("direct:send", 42))
        .hasRootCauseMessage("STORE: a body of java.lang.Integer is not a file");
  }

  @Test
  void an_echo_is_a_header_away() {
    Object outcome =
        template.requestBodyAndHeader("direct:send", null, DicomHeaders.COMMAND, DicomCommand.ECHO);
    assertThat(outcome).isInstanceOf(EchoOutcome.Alive.class);
    assertThatThrownBy(
            () ->
                template.requestBodyAndHeader(
                    "direct:nobody", null, DicomHeaders.COMMAND, DicomCommand.ECHO))
        .hasCauseInstanceOf(DicomPeerException.class);
  }

  @Test
  void a_route_is_advised_without_a_network() throws Exception {
    AdviceWith.adviceWith(
        context, "send", route -> route.weaveById("toPeer").replace().to("mock:peer"));
    getMockEndpoint("mock:peer").expectedBodiesReceived("a file");
    getMockEndpoint("mock:sent").expectedMessageCount(1);
    template.sendBody("direct:send", "a file");
    MockEndpoint.assertIsSatisfied(context, 4, TimeUnit.MINUTES);
    AdviceWith.adviceWith(
        context, "receive", route -> route.replaceFromWith("direct:as-if-received"));
    getMockEndpoint("mock:index").expectedBodiesReceived("an instance");
    template.sendBody("direct:as-if-received", "an instance");
    MockEndpoint.assertIsSatisfied(context, 4, TimeUnit.MINUTES);
  }

  @Test
  void health_is_up_while_the_port_is_open_and_counts() throws Exception {
    template.requestBody("direct:send", CtFiles.write(folder.resolve("e"), 2));
    assertThat(HealthCheckRegistry.get(context).getCheckIDs())
        .anyMatch(id -> id.contains("dicom-listen"));
    HealthCheck.Result result =
        HealthCheckHelper.invoke(context, "full").stream()
            .filter(r -> r.getCheck().getId().contains("dicom-listen"))
            .findFirst()
            .orElseThrow();
    assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
    assertThat(result.getDetails()).containsEntry("port", port);
    assertThat((Long) result.getDetails().get("storedInstances")).isEqualTo(2L);
    context.getRouteController().stopRoute("receive");
    assertThat(HealthCheckRegistry.get(context).getCheckIDs())
        .noneMatch(id -> id.contains("dicom-listen"));
  }

  @Test
  void a_stopped_route_frees_its_port_and_its_spool() throws Exception {
    for (int i = 0; i < 2; i++) {
      context.getRouteController().stopRoute("receive");
      assertThatThrownBy(
              () ->
                  template.requestBodyAndHeader(
                      "direct:send", null, DicomHeaders.COMMAND, DicomCommand.ECHO))
          .hasCauseInstanceOf(DicomPeerException.class);
      context.getRouteController().startRoute("receive");
      an_echo_is_a_header_away();
    }
  }

  @Test
  void wrong_options_are_named() {
    for (List<String> wrong :
        List.of(
            List.of("dicom:nothing", "dicom:listen, dicom:send or dicom:query"),
            List.of("dicom:listen?port=0", "spool"),
            List.of("dicom:listen?port=0&spool=x&aeTitle=SEVENTEEN_LETTERS", "SEVENTEEN_LETTERS"),
            List.of("dicom:listen?port=0&spool=x&sopClasses=CTImages", "CTImages"),
            List.of("dicom:listen?port=0&spool=x&allowedCallers=A@1.2.3.4/99", "1.2.3.4/99"),
            List.of("dicom:listen?port=0&spool=x&maxPduBytes=10", "maxPduBytes = 10"),
            List.of("dicom:listen?port=0&spool=x&keyStore=k", "keyPassword"),
            List.of("dicom:listen?port=0&spool=x&commitmentPeers=A:1", "AET@host:port"),
            List.of("dicom:listen?port=0&spool=x&unknownOption=1", "unknownOption"))) {
      assertThatThrownBy(
              () ->
                  context
                      .getEndpoint(wrong.get(0).replace("spool=x", "spool=" + folder.resolve("x")))
                      .createConsumer(exchange -> {})
                      .start())
          .as(wrong.get(0))
          .satisfies(e -> assertThat(chain(e)).contains(wrong.get(1)));
    }
    assertThatThrownBy(() -> context.getEndpoint("dicom:send?host=h").createProducer().start())
        .hasMessageContaining("calledAeTitle");
  }

  private static String chain(Throwable e) {
    return Stream.iterate(e, t -> t != null, Throwable::getCause)
        .map(Throwable::getMessage)
        .reduce("", (a, b) -> a + " | " + b);
  }

  @Test
  void every_option_is_in_the_generated_catalogue_metadata_with_its_description() throws Exception {
    String json =
        new String(
            getClass()
                .getResourceAsStream("/META-INF/org/contourflow/camel/dicom/dicom.json")
                .readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8);
    for (var field : DicomConfiguration.class.getDeclaredFields()) {
      if (!field.isSynthetic()) {
        assertThat(json.contains("\"" + field.getName() + "\": {"))
            .as(field.getName())
            .isEqualTo(!SET_IN_JAVA_ONLY.contains(field.getName()));
      }
    }
    for (var field : DicomHeaders.class.getDeclaredFields()) {
      assertThat(json).contains("\"" + field.get(null) + "\": {");
    }
    assertThat(json).contains("\"keyPassword\"").contains("\"secret\": true");
  }
}
