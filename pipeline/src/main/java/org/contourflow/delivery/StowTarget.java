package org.contourflow.delivery;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DICOMweb service that gets the RTSTRUCT by STOW-RS (PS3.18 10.5). It counts as delivered when
 * the answer says so of this very instance, not merely when the request was answered 200.
 */
public final class StowTarget implements DeliveryTarget {
  private static final Logger LOG = LoggerFactory.getLogger(StowTarget.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REFERENCED = "00081199";
  private static final String FAILED = "00081198";
  private static final String SOP_INSTANCE = "00081155";
  private static final String FAILURE_REASON = "00081197";
  private static final String WARNING_REASON = "00081196";

  /** The service will not take this request, however often it is made. */
  private static final Set<Integer> FINAL = Set.of(400, 406, 411, 413, 414, 415);

  private static final String CLASS_NOT_SUPPORTED = "0122";

  private final Service service;
  private final HttpClient client;

  /**
   * A service.
   *
   * @param name how logs and reports call it
   * @param url instances are posted to {@code url/studies}
   * @param authorization the header's whole value
   * @param tls its keys and whom it trusts; empty for the JDK's own
   */
  public record Service(
      String name,
      URI url,
      Duration timeout,
      Optional<String> authorization,
      Optional<SSLContext> tls) {
    @Override
    public String toString() {
      return name + " (" + url + ")";
    }
  }

  public StowTarget(Service service) {
    this.service = service;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(service.timeout());
    service.tls().ifPresent(tls -> builder.sslContext(tls).sslParameters(WebKeys.parameters(tls)));
    this.client = builder.build();
  }

  @Override
  public String name() {
    return service.name();
  }

  @Override
  public DeliveryOutcome deliver(Path rtstruct, String fileName) {
    return post(rtstruct, Set.of());
  }

  /**
   * Posts an instance.
   *
   * @param hopeless failure reasons after which another try makes no sense
   */
  private DeliveryOutcome post(Path file, Set<String> hopeless) {
    try {
      String sop = DicomFiles.readHeader(file).dataset().text(DicomTag.SOPInstanceUID);
      HttpResponse<String> answer =
          client.send(request(file), HttpResponse.BodyHandlers.ofString());
      return judge(answer, sop, hopeless);
    } catch (IOException e) {
      LOG.warn("STOW-RS to {} failed", service, e);
      return notDelivered("does not answer (" + describe(e) + ")", true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notDelivered("interrupted", true);
    }
  }

  /**
   * By the note: what it rejects, a DICOMweb service has no word to withdraw. One that knows no key
   * objects will not learn it by being asked again.
   */
  @Override
  public DeliveryOutcome withdraw(List<Sent> outdated, Path note) {
    return post(note, Set.of(CLASS_NOT_SUPPORTED))
        .accept(
            new DeliveryOutcome.Visitor<>() {
              @Override
              public DeliveryOutcome delivered(DeliveryOutcome.Delivered delivered) {
                return new DeliveryOutcome.Delivered("rejection note: " + delivered.receipt());
              }

              @Override
              public DeliveryOutcome notDelivered(DeliveryOutcome.NotDelivered not) {
                return not;
              }
            });
  }

  private static String describe(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private HttpRequest request(Path rtstruct) throws IOException {
    String boundary = "contourflow-" + UUID.randomUUID();
    BodyPublisher body =
        BodyPublishers.concat(
            text("--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n"),
            BodyPublishers.ofFile(rtstruct),
            text("\r\n--" + boundary + "--\r\n"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(studies())
            .timeout(service.timeout())
            .header("Accept", "application/dicom+json")
            .header(
                "Content-Type",
                "multipart/related; type=\"application/dicom\"; boundary=" + boundary)
            .POST(body);
    service.authorization().ifPresent(a -> request.header("Authorization", a));
    return request.build();
  }

  private static BodyPublisher text(String text) {
    return BodyPublishers.ofString(text, StandardCharsets.US_ASCII);
  }

  private URI studies() {
    String base = service.url().toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + "studies");
  }

  private DeliveryOutcome judge(HttpResponse<String> answer, String sop, Set<String> hopeless) {
    int status = answer.statusCode();
    boolean perInstance = status == 200 || status == 202 || status == 409;
    if (!perInstance) {
      return notDelivered("answered HTTP " + status, !FINAL.contains(status));
    }
    JsonNode json;
    try {
      json = JSON.readTree(answer.body());
    } catch (JacksonException e) {
      return notDelivered("answered HTTP " + status + ", but not in DICOM JSON", true);
    }
    Optional<JsonNode> stored = itemOf(json, REFERENCED, sop);
    if (stored.isPresent()) {
      String warning = code(stored.get(), WARNING_REASON).map(w -> ", warning " + w).orElse("");
      return new DeliveryOutcome.Delivered(
          "STOW-RS answered HTTP " + status + " and named it as stored" + warning + ": " + service);
    }
    Optional<String> failure =
        itemOf(json, FAILED, sop).flatMap(item -> code(item, FAILURE_REASON));
    return notDelivered(
        failure
            .map(code -> "refused it: " + code)
            .orElse("answered HTTP " + status + ", but does not name it as stored"),
        failure.filter(hopeless::contains).isEmpty());
  }

  private static Optional<JsonNode> itemOf(JsonNode json, String sequence, String sop) {
    for (JsonNode item : json.path(sequence).path("Value")) {
      if (item.path(SOP_INSTANCE).path("Value").path(0).asText().equals(sop)) {
        return Optional.of(item);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> code(JsonNode item, String tag) {
    JsonNode value = item.path(tag).path("Value").path(0);
    return value.isNumber()
        ? Optional.of(String.format(Locale.ROOT, "%04X", value.asInt()))
        : Optional.empty();
  }

  private DeliveryOutcome notDelivered(String what, boolean retryable) {
    return new DeliveryOutcome.NotDelivered(service + " " + what, retryable);
  }
}
