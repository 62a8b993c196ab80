package org.contourflow.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.support.service.ServiceSupport;
import org.contourflow.http.HttpPort;
import org.contourflow.monitor.Problem;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The address that says how the service is, on a connector and threads of its own, so that it
 * answers when the others do not:
 *
 * <ul>
 *   <li>{@code /health}: 200 if all is well, else 503; JSON that names the problems
 *   <li>{@code /ready}: 200 if it takes work, else 503
 *   <li>{@code /metrics}: Prometheus' text form
 * </ul>
 *
 * No answer names a patient, so none asks who calls; the default address is this machine's own.
 */
public final class MonitorServer extends ServiceSupport {
  private static final int THREADS = 6;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String bind;
  private final int wanted;
  private final HttpPort port;

  /** What it tells. */
  public interface Service {
    /** What is wrong. */
    List<Problem> problems();

    /** Whether it takes work. */
    boolean isReady();

    /** Prometheus' text. */
    String metrics();

    /** How long it runs, s. */
    long uptimeSeconds();
  }

  /**
   * Prepares the server.
   *
   * @param port 0 for any that is free
   */
  public MonitorServer(String bind, int port, Service service) {
    this.bind = bind;
    this.wanted = port;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("monitor");
    this.port =
        new HttpPort(new HttpPort.Place(bind, port, IDLE, 0), threads, new Answers(service));
  }

  /** The port it listens on. */
  public int port() {
    return port.number();
  }

  /** Whether the port is open. */
  public boolean isListening() {
    return port.isListening();
  }

  @Override
  protected void doStart() throws Exception {
    try {
      port.start();
    } catch (IOException e) {
      throw new IOException(
          "the monitor cannot listen on " + bind + ":" + wanted + ": " + e.getMessage(), e);
    }
  }

  @Override
  protected void doStop() throws Exception {
    port.stop();
  }

  private record Answer(int status, String type, String body) {}

  private static final class Answers extends Handler.Abstract {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String JSON_TYPE = "application/json";

    private final Service service;

    Answers(Service service) {
      this.service = service;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Answer answer = answer(request);
      response.setStatus(answer.status());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      Content.Sink.write(response, true, answer.body(), callback);
      return true;
    }

    private Answer answer(Request request) {
      if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
        return new Answer(405, JSON_TYPE, "{}");
      }
      try {
        return switch (Request.getPathInContext(request)) {
          case "/health" -> health();
          case "/ready" -> ready();
          case "/metrics" -> new Answer(200, TEXT, service.metrics());
          default -> new Answer(404, JSON_TYPE, "{}");
        };
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("strings can always be written", e);
      }
    }

    /**
     * A problem as others' monitors read it: its keys stay, whatever becomes of {@link Problem}.
     */
    private record Written(String key, String words) {}

    private Answer health() throws JsonProcessingException {
      List<Problem> problems = service.problems();
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("status", problems.isEmpty() ? "well" : "problems");
      body.put("uptimeSeconds", service.uptimeSeconds());
      body.put("problems", problems.stream().map(p -> new Written(p.key(), p.text())).toList());
      return new Answer(problems.isEmpty() ? 200 : 503, JSON_TYPE, JSON.writeValueAsString(body));
    }

    private Answer ready() throws JsonProcessingException {
      boolean ready = service.isReady();
      return new Answer(
          ready ? 200 : 503, JSON_TYPE, JSON.writeValueAsString(Map.of("ready", ready)));
    }
  }
}
