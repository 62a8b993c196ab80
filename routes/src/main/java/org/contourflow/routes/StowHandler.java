package org.contourflow.routes;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.contourflow.audit.Actor;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.SparingLog;
import org.contourflow.dicomweb.RefusedBody;
import org.contourflow.dicomweb.StowAnswer;
import org.contourflow.dicomweb.StowReceiver;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP at {@code path/studies} and {@code path/studies/UID} -> STOW-RS receiver -> answer.
 *
 * <p>Who calls is judged by the request's own header fields before a byte of its body is read, and
 * the body is only ever a stream: nothing of it, and nothing of the URL's query, becomes a header
 * or a parameter. A request with an {@code Origin} comes from a web page, whose user has not asked
 * for it: refused, with or without a token.
 */
final class StowHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(StowHandler.class);

  /** A refused caller that falls silent is left to its fate after this. */
  private static final long REFUSED_IDLE_MILLIS = 5000;

  private final DicomWebSettings.Server settings;
  private final StowReceiver receiver;
  private final StowConnections connections;
  private final Semaphore requests;
  private final RefusedBody refused;
  private final SparingLog strangers = new SparingLog(LOG);

  StowHandler(
      DicomWebSettings.Server settings, StowReceiver receiver, StowConnections connections) {
    this.settings = settings;
    this.receiver = receiver;
    this.connections = connections;
    this.requests = new Semaphore(settings.maxRequests());
    this.refused = new RefusedBody(settings.maxRequests());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    StowAnswer answer;
    try {
      answer = answer(request, response);
    } catch (Throwable e) {
      // The edge to the network: also an Error of one request is that request's answer only.
      LOG.error("a STOW-RS request failed", e);
      answer = new StowAnswer.Rejected(500, "the request failed here; see the node's log");
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    write(answer, response, Callback.from(callback, () -> connections.answered(request)));
    return true;
  }

  private StowAnswer answer(Request request, Response response) throws Exception {
    Optional<StowAnswer> refusal = refusal(request);
    if (refusal.isPresent()) {
      return readOff(refusal.get(), request, response);
    }
    if (!requests.tryAcquire()) {
      return readOff(new StowAnswer.Rejected(503, "too many requests at once"), request, response);
    }
    StowAnswer answer;
    try {
      connections.served(request);
      answer = receive(request);
    } finally {
      requests.release();
    }
    return answer instanceof StowAnswer.Rejected ? readOff(answer, request, response) : answer;
  }

  private StowAnswer receive(Request request) throws Exception {
    long length = request.getLength();
    String user = settings.user() == null ? "" : settings.user();
    return new Actor(user, "", Request.getRemoteAddr(request))
        .during(
            () ->
                receiver.receive(
                    request.getHeaders().get(HttpHeader.CONTENT_TYPE),
                    length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                    study(path(request)),
                    body(request)));
  }

  private static InputStream body(Request request) {
    return Content.Source.asInputStream(request);
  }

  /** So that a caller who is still sending reads why it was refused; within bounds. */
  private StowAnswer readOff(StowAnswer answer, Request request, Response response) {
    EndPoint caller = request.getConnectionMetaData().getConnection().getEndPoint();
    long usual = caller.getIdleTimeout();
    caller.setIdleTimeout(REFUSED_IDLE_MILLIS);
    if (refused.readOff(body(request), request.getHeaders().get(HttpHeader.EXPECT))) {
      caller.setIdleTimeout(usual); // The connection's next request may be a good one.
    } else {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    return answer;
  }

  private void write(StowAnswer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    if (answer.status() == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "10");
    }
    if (answer.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, scheme());
    }
    Content.Sink.write(response, true, answer.body(), callback);
  }

  private String scheme() {
    return settings.bearerToken() != null ? "Bearer" : "Basic realm=\"contourflow\"";
  }

  private Optional<StowAnswer> refusal(Request request) {
    if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
      return rejected(403, "web pages may not post here: the request has an Origin");
    }
    if (!isAllowed(request)) {
      strangers.warn(
          "STOW-RS refused " + Request.getRemoteAddr(request) + ": no token or password");
      return rejected(401, "a token or a password is needed");
    }
    String path = path(request);
    boolean known =
        path.equals("/studies")
            || path.startsWith("/studies/") && DicomUid.isUsable(path.substring(9));
    if (!known) {
      String where = settings.path() + "/studies";
      return rejected(404, "instances are posted to " + where + " or " + where + "/UID");
    }
    if (!request.getMethod().equals("POST")) {
      return rejected(405, "only POST is served: instances are stored, not given out");
    }
    String accept = String.join(",", request.getHeaders().getValuesList(HttpHeader.ACCEPT));
    boolean json = accept.isEmpty() || accept.contains("json") || accept.contains("*/*");
    return json ? Optional.empty() : rejected(406, "answers are application/dicom+json only");
  }

  private static Optional<StowAnswer> rejected(int status, String why) {
    return Optional.of(new StowAnswer.Rejected(status, why));
  }

  /** Below the service's own path; empty if the request is for another. */
  private String path(Request request) {
    String path = request.getHttpURI().getCanonicalPath();
    boolean own = path != null && path.startsWith(settings.path() + "/");
    return own ? path.substring(settings.path().length()) : "";
  }

  private static Optional<String> study(String path) {
    return path.equals("/studies") ? Optional.empty() : Optional.of(path.substring(9));
  }

  private boolean isAllowed(Request request) {
    if (settings.bearerToken() == null && settings.user() == null) {
      return true;
    }
    List<String> shown =
        request.getHeaders().getFields(HttpHeader.AUTHORIZATION).stream()
            .map(HttpField::getValue)
            .toList();
    if (shown.size() != 1) {
      return false;
    }
    String authorization = shown.get(0);
    return settings.bearerToken() != null
            && same(authorization, "Bearer " + settings.bearerToken().value())
        || settings.user() != null
            && same(authorization, StowServer.basic(settings.user(), settings.password().value()));
  }

  /** In a time that does not depend on where they differ. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
