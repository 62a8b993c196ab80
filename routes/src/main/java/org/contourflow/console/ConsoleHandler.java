package org.contourflow.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.contourflow.accounts.Accounts;
import org.contourflow.accounts.Session;
import org.contourflow.audit.Actor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge to the browser: who asks, whether they may, and headers that every answer has.
 *
 * <p>A request that changes something must show the session's CSRF secret in a header, which no
 * other site can; a request with a token has no cookie and needs none.
 */
final class ConsoleHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleHandler.class);
  static final String CSRF = "X-CSRF-Token";

  /** What a page asks for by itself; it does not keep a session alive. */
  static final String BY_ITSELF = "X-By-Itself";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
              + " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()",
          "Cache-Control",
          "no-store");

  private static final int LONGEST_PLAIN_BODY = 4096;

  private final Accounts accounts;
  private final LogInApi logIns;
  private final OpenIdApi openId;
  private final Routes routes;
  private final LiveEvents live;
  private final Pages pages = new Pages();
  private final boolean secure;

  ConsoleHandler(
      Accounts accounts,
      LogInApi logIns,
      OpenIdApi openId,
      Routes routes,
      LiveEvents live,
      boolean secure) {
    this.openId = openId;
    this.accounts = accounts;
    this.logIns = logIns;
    this.routes = routes;
    this.live = live;
    this.secure = secure;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    HEADERS.forEach(response.getHeaders()::put);
    if (secure) {
      response.getHeaders().put("Strict-Transport-Security", "max-age=31536000");
    }
    Answer answer;
    try {
      String path = Optional.ofNullable(request.getHttpURI().getCanonicalPath()).orElse("/");
      if (path.equals("/api/live") && request.getMethod().equals("GET") && mayHear(request)) {
        live.add(response, callback);
        return true;
      }
      answer = path.startsWith("/api/") ? api(request, path) : page(request, path);
    } catch (Missing e) {
      answer = Answer.problem(404, e.getMessage());
    } catch (Call.Wrong | IllegalArgumentException e) {
      answer = Answer.problem(400, e.getMessage());
    } catch (Throwable e) {
      // The edge to the network: what one request does wrong is that request's answer only.
      LOG.error("a request of the console failed", e);
      answer = Answer.problem(500, "the request failed here; the service's log says more");
    }
    if (answer.status() >= 400) {
      takeRest(request);
    }
    write(answer, response, callback);
    return true;
  }

  /**
   * Of a request that was refused by its head: unread, its body ends the connection, on which the
   * browser's next request is on its way already. A long one may end it.
   */
  private static void takeRest(Request request) {
    long length = request.getLength();
    if (length <= 0 || length > LONGEST_PLAIN_BODY) {
      return;
    }
    try (InputStream rest = Content.Source.asInputStream(request)) {
      rest.readAllBytes();
    } catch (IOException e) {
      LOG.debug("the caller left", e);
    }
  }

  private Answer page(Request request, String path) {
    if (!request.getMethod().equals("GET")) {
      return Answer.problem(405, "pages are only read");
    }
    return pages.find(path).orElseThrow(() -> new Missing("there is no page " + path));
  }

  private Answer api(Request request, String path) throws Exception {
    String method = request.getMethod();
    if (isFromElsewhere(request)) {
      return Answer.problem(403, "the request comes from another site");
    }
    if (method.equals("GET")) {
      Optional<Answer> way = openId.find(request, path);
      if (way.isPresent()) {
        return way.get();
      }
    }
    if (path.equals("/api/session") && method.equals("POST")) {
      return logIns.logIn(plain(request, null));
    }
    Optional<Session> session = session(request);
    if (session.isEmpty()) {
      return Answer.problem(401, "log in first");
    }
    boolean changes = !method.equals("GET");
    if (changes && !mayChange(request, session.get())) {
      return Answer.problem(403, "the request does not show the session's secret");
    }
    if (path.equals("/api/session") && method.equals("DELETE")) {
      String cookie = Cookies.session(request).orElse("");
      return logIns.logOut(plain(request, session.get()), cookie);
    }
    if (path.equals("/api/password") && method.equals("POST")) {
      return logIns.changePassword(plain(request, session.get()));
    }
    if (session.get().mustChange() && !path.equals("/api/session")) {
      return Answer.problem(403, "set a password of your own first");
    }
    return routed(request, session.get(), method, path);
  }

  private Answer routed(Request request, Session session, String method, String path)
      throws Exception {
    Optional<Routes.Match> match = routes.find(method, path);
    if (match.isEmpty()) {
      return routes.knows(path)
          ? Answer.problem(405, "not by " + method)
          : Answer.problem(404, "there is no " + path);
    }
    Routes.Route route = match.get().route();
    if (!session.role().mayAs(route.least())) {
      return Answer.problem(
          403,
          "this is for the role %s; yours is %s"
              .formatted(
                  route.least().name().toLowerCase(Locale.ROOT),
                  session.role().name().toLowerCase(Locale.ROOT)));
    }
    Call call =
        new Call(
            session,
            match.get().open(),
            query(request),
            body(request, route.longestBody()),
            Request.getRemoteAddr(request),
            Cookies.hidesIdentifiers(request));
    return actor(session, request).during(() -> route.handler().answer(call));
  }

  private static Actor actor(Session session, Request request) {
    return new Actor(session.user(), "", Request.getRemoteAddr(request));
  }

  private static Map<String, List<String>> query(Request request) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (Fields.Field field : Request.extractQueryParameters(request)) {
      query.put(field.getName(), field.getValues());
    }
    return query;
  }

  private static byte[] body(Request request, int longest) throws IOException {
    if (request.getLength() > longest) {
      throw new Call.Wrong("the body is longer than " + longest + " bytes");
    }
    InputStream in = Content.Source.asInputStream(request);
    byte[] body = in.readNBytes(longest + 1);
    if (body.length > longest) {
      throw new Call.Wrong("the body is longer than " + longest + " bytes");
    }
    return body;
  }

  /** A browser says from which site a script asks; one that is not ours is refused. */
  private static boolean isFromElsewhere(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    String host = request.getHeaders().get(HttpHeader.HOST);
    return origin != null && !origin.replaceFirst("^https?://", "").equals(host);
  }

  private static boolean mayChange(Request request, Session session) {
    return request.getHeaders().contains(HttpHeader.AUTHORIZATION)
        || session.csrf().equals(request.getHeaders().get(CSRF));
  }

  private boolean mayHear(Request request) {
    return session(request).filter(s -> !s.mustChange()).isPresent();
  }

  private Optional<Session> session(Request request) {
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization != null) {
      return authorization.startsWith("Bearer ")
          ? accounts.ofToken(authorization.substring("Bearer ".length()))
          : Optional.empty();
    }
    boolean touched =
        !request.getHeaders().contains(BY_ITSELF)
            && !"/api/live".equals(request.getHttpURI().getCanonicalPath());
    return Cookies.session(request).flatMap(cookie -> accounts.session(cookie, touched));
  }

  /** A request of its own kind: of nobody, or of a session that may do nothing else yet. */
  private static Call plain(Request request, Session session) throws IOException {
    return new Call(
        session,
        List.of(),
        Map.of(),
        body(request, LONGEST_PLAIN_BODY),
        Request.getRemoteAddr(request),
        Cookies.hidesIdentifiers(request));
  }

  private static void write(Answer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    if (!answer.contentType().isEmpty()) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    }
    answer.headers().forEach(response.getHeaders()::put);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }
}
