package org.contourflow.routes;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.common.HttpMessage;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicomweb.RefusedBody;
import org.contourflow.dicomweb.StowAnswer;
import org.contourflow.dicomweb.StowReceiver;

/** HTTP at {@code path/studies} and {@code path/studies/UID} -> STOW-RS receiver -> answer. */
public final class StowRoute extends RouteBuilder {
  static final String ID = "stow";
  private static final String TLS = "stowTls";

  private final DicomWebSettings.Server settings;
  private final Optional<WebServerTls> tls;
  private final StowReceiver receiver;
  private final Semaphore requests;
  private final RefusedBody refused;

  public StowRoute(
      DicomWebSettings.Server settings, Optional<WebServerTls> tls, StowReceiver receiver) {
    this.settings = settings;
    this.tls = tls;
    this.receiver = receiver;
    this.requests = new Semaphore(settings.maxRequests());
    this.refused = new RefusedBody(settings.maxRequests());
  }

  @Override
  public void configure() {
    tls.ifPresent(keys -> getContext().getRegistry().bind(TLS, keys.parameters()));
    String host = settings.bind().contains(":") ? "[" + settings.bind() + "]" : settings.bind();
    String uri =
        "jetty:"
            + (tls.isPresent() ? "https" : "http")
            + "://"
            + host
            + ":"
            + settings.port()
            + settings.path()
            + "?matchOnUriPrefix=true&disableStreamCache=true&enableMultipartFilter=false"
            + "&muteException=true&sendServerVersion=false"
            + (tls.isPresent() ? "&sslContextParameters=#" + TLS : "");
    // The body goes to the disk as it comes: nothing may gather it before.
    from(uri).routeId(ID).streamCache("false").process(this::serve);
  }

  private void serve(Exchange exchange) {
    Message request = exchange.getMessage();
    StowAnswer answer =
        requests.tryAcquire()
            ? admitted(request)
            : new StowAnswer.Rejected(503, "too many requests at once");
    if (answer instanceof StowAnswer.Rejected) {
      HttpMessage http = exchange.getMessage(HttpMessage.class);
      if (!refused.readOff(body(request), http.getRequest().getHeader("Expect"))) {
        // Camel would filter this header out of the message's own.
        http.getResponse().setHeader("Connection", "close");
      }
    }
    request.removeHeaders("*");
    request.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
    request.setHeader(Exchange.CONTENT_TYPE, answer.contentType());
    if (answer.status() == 503) {
      request.setHeader("Retry-After", "10");
    }
    if (answer.status() == 401) {
      request.setHeader("WWW-Authenticate", scheme());
    }
    request.setBody(answer.body());
  }

  private String scheme() {
    return settings.bearerToken() != null ? "Bearer" : "Basic realm=\"contourflow\"";
  }

  private StowAnswer admitted(Message request) {
    try {
      Optional<StowAnswer> refusal = refusal(request);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      String length = request.getHeader(Exchange.CONTENT_LENGTH, String.class);
      return receiver.receive(
          request.getHeader(Exchange.CONTENT_TYPE, String.class),
          length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length)),
          study(path(request)),
          body(request));
    } finally {
      requests.release();
    }
  }

  private static InputStream body(Message request) {
    InputStream body = request.getBody(InputStream.class);
    return body == null ? InputStream.nullInputStream() : body;
  }

  private Optional<StowAnswer> refusal(Message request) {
    if (!isAllowed(request.getHeader("Authorization", "", String.class))) {
      return Optional.of(new StowAnswer.Rejected(401, "a token or a password is needed"));
    }
    String path = path(request);
    boolean known =
        path.equals("/studies")
            || path.startsWith("/studies/") && DicomUid.isValid(path.substring(9));
    if (!known) {
      String where = settings.path() + "/studies";
      return Optional.of(
          new StowAnswer.Rejected(
              404, "instances are posted to " + where + " or " + where + "/UID"));
    }
    String method = request.getHeader(Exchange.HTTP_METHOD, "", String.class);
    if (!method.equals("POST")) {
      return Optional.of(
          new StowAnswer.Rejected(405, "only POST is served: instances are stored, not given out"));
    }
    String accept = request.getHeader("Accept", "", String.class);
    boolean json = accept.isEmpty() || accept.contains("json") || accept.contains("*/*");
    return json
        ? Optional.empty()
        : Optional.of(new StowAnswer.Rejected(406, "answers are application/dicom+json only"));
  }

  private static String path(Message request) {
    String path = request.getHeader(Exchange.HTTP_PATH, "", String.class);
    return path.startsWith("/") ? path : "/" + path;
  }

  private static Optional<String> study(String path) {
    return path.equals("/studies") ? Optional.empty() : Optional.of(path.substring(9));
  }

  private boolean isAllowed(String authorization) {
    boolean open = settings.bearerToken() == null && settings.user() == null;
    return open
        || settings.bearerToken() != null
            && same(authorization, "Bearer " + settings.bearerToken().value())
        || settings.user() != null
            && same(authorization, basic(settings.user(), settings.password().value()));
  }

  /** In a time that does not depend on where they differ. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  public static String basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }
}
