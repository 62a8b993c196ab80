package org.contourflow.monitor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.contourflow.config.OperationsSettings.Webhook;

/** By HTTP POST of the message as JSON; an answer other than 2xx is a failure. */
public final class WebhookChannel implements AlertChannel {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Webhook settings;
  private final URI url;
  private final HttpClient client;

  public WebhookChannel(Webhook settings) {
    this.settings = settings;
    this.url = URI.create(settings.url());
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public String name() {
    // Without its path, which may be a secret.
    return "the webhook at " + url.getHost();
  }

  @Override
  public void send(Message message) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(message)));
    settings.bearerToken().ifPresent(t -> request.header("Authorization", "Bearer " + t.value()));
    try {
      int status =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        throw new IOException("the webhook answered " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
