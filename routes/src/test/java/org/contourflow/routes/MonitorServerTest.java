package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.contourflow.monitor.Problem;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Eventually.HANGS)
class MonitorServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile List<Problem> problems = List.of();
  private volatile boolean ready = true;
  private MonitorServer server;

  private final MonitorServer.Service service =
      new MonitorServer.Service() {
        @Override
        public List<Problem> problems() {
          return problems;
        }

        @Override
        public boolean isReady() {
          return ready;
        }

        @Override
        public String metrics() {
          return "contourflow_problems 0.0\n";
        }

        @Override
        public long uptimeSeconds() {
          return 7;
        }
      };

  @BeforeEach
  void open() {
    server = new MonitorServer("127.0.0.1", 0, service);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop();
  }

  private HttpResponse<String> ask(String method, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void health_is_200_while_all_is_well_and_503_with_the_problems_else() throws Exception {
    HttpResponse<String> well = ask("GET", "/health");
    assertThat(well.statusCode()).isEqualTo(200);
    assertThat(well.body()).isEqualTo("{\"status\":\"well\",\"uptimeSeconds\":7,\"problems\":[]}");
    problems = List.of(new Problem("disk", "only 3.0 % of the home's disk is free"));
    HttpResponse<String> ill = ask("GET", "/health");
    assertThat(ill.statusCode()).isEqualTo(503);
    assertThat(ill.body())
        .contains("\"key\":\"disk\",\"words\":\"only 3.0 % of the home's disk is free\"");
  }

  @Test
  void readiness_and_metrics_have_addresses_of_their_own() throws Exception {
    assertThat(ask("GET", "/ready").statusCode()).isEqualTo(200);
    ready = false;
    assertThat(ask("GET", "/ready").statusCode()).isEqualTo(503);
    HttpResponse<String> metrics = ask("GET", "/metrics");
    assertThat(metrics.body()).isEqualTo("contourflow_problems 0.0\n");
    assertThat(metrics.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void nothing_else_is_there_and_nothing_can_be_changed() throws Exception {
    assertThat(ask("GET", "/").statusCode()).isEqualTo(404);
    assertThat(ask("GET", "/health/../db").statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(ask("POST", "/health").statusCode()).isEqualTo(405);
    assertThat(ask("HEAD", "/health").statusCode()).isEqualTo(200);
  }
}
