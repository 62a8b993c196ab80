package org.contourflow.console;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An OpenID Connect provider on this machine, which logs everybody in as jane; a browser is shown a
 * page with a button first. It checks what a provider must (redirect, client and its secret, PKCE
 * by its own sums, one use of a code), and can be told to lie.
 */
final class OpenIdProvider implements AutoCloseable {
  static final String CLIENT = "contourflow";
  static final String SECRET = "a secret of the client that is long enough for HMAC";

  /** What it does wrong. */
  enum Lie {
    NONE,
    NONCE,
    AUDIENCE,
    ISSUER,
    EXPIRED,
    OTHER_KEY,
    UNSIGNED,
    SIGNED_WITH_THE_CLIENTS_SECRET,
    NO_ROLE,
    ROLE_OF_ANOTHER_SERVICE,
    NO_NAME,
    DENIED
  }

  private final String host;
  private final HttpServer server;
  private final RSAKey key = new RSAKeyGenerator(2048).keyID("one").generate();
  private final RSAKey otherKey = new RSAKeyGenerator(2048).keyID("one").generate();
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private volatile Lie lie = Lie.NONE;

  OpenIdProvider() throws Exception {
    this("127.0.0.1");
  }

  /**
   * A provider.
   *
   * @param host by which this machine's loopback address is called: localhost is another site to a
   *     browser than 127.0.0.1
   */
  OpenIdProvider(String host) throws Exception {
    this.host = host;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/.well-known/openid-configuration", this::discovery);
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.createContext(
        "/keys", exchange -> json(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
    server.start();
  }

  void lie(Lie how) {
    lie = how;
  }

  String issuer() {
    return "http://" + host + ":" + server.getAddress().getPort();
  }

  private void discovery(HttpExchange exchange) throws IOException {
    json(
        exchange,
        200,
        """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
         "jwks_uri":"%1$s/keys","response_types_supported":["code"],
         "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}
        """
            .formatted(issuer()));
  }

  private void authorize(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    Map<String, String> asked = form(query);
    String accepts = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
    if (accepts.contains("text/html") && !asked.containsKey("agreed")) {
      page(exchange, query);
      return;
    }
    String code = UUID.randomUUID().toString();
    codes.put(code, asked);
    String answer = lie == Lie.DENIED ? "error=access_denied" : "code=" + code;
    String back = asked.get("redirect_uri") + "?" + answer + "&state=" + asked.get("state");
    exchange.getResponseHeaders().add("Location", back);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  /** What a person sees there. */
  private static void page(HttpExchange exchange, String query) throws IOException {
    String html =
        "<!DOCTYPE html><html lang='en'><title>Hospital</title><h1>Hospital accounts</h1><a"
            + " id='agree' href='/authorize?"
            + query.replace("&", "&amp;")
            + "&amp;agreed=1'>Log in as jane</a></html>";
    byte[] body = html.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> asked = form(body);
    Map<String, String> began = codes.remove(asked.getOrDefault("code", ""));
    String basic = CLIENT + ":" + SECRET.replace(' ', '+');
    String credentials =
        "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8));
    if (began == null
        || !began.get("redirect_uri").equals(asked.get("redirect_uri"))
        || !"S256".equals(began.get("code_challenge_method"))
        || !began.get("code_challenge").equals(challenge(asked.get("code_verifier")))
        || !credentials.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      json(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    try {
      String token = idToken(began.get("nonce")).serialize();
      json(
          exchange,
          200,
          "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\"" + token + "\"}");
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IOException(e);
    }
  }

  private static String challenge(String verifier) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private JWT idToken(String nonce) throws com.nimbusds.jose.JOSEException {
    Instant now = Instant.now();
    Instant expires = lie == Lie.EXPIRED ? now.minusSeconds(600) : now.plusSeconds(600);
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(lie == Lie.ISSUER ? "https://elsewhere.example" : issuer())
            .subject(lie == Lie.NO_NAME ? "two words\nand a line" : "4711")
            .audience(lie == Lie.AUDIENCE ? "another-client" : CLIENT)
            .issueTime(Date.from(expires.minusSeconds(900)))
            .expirationTime(Date.from(expires))
            .claim("nonce", lie == Lie.NONCE ? "of another log-in" : nonce);
    if (lie != Lie.NO_NAME) {
      claims.claim("preferred_username", "jane");
    }
    if (lie != Lie.NO_ROLE) {
      List<String> roles =
          lie == Lie.ROLE_OF_ANOTHER_SERVICE
              ? List.of("mail-admin", "admin")
              : List.of("rt-staff", "rt-physics");
      claims.claim("realm_access", Map.of("roles", roles));
    }
    return signed(claims.build());
  }

  private JWT signed(JWTClaimsSet claims) throws com.nimbusds.jose.JOSEException {
    if (lie == Lie.UNSIGNED) {
      return new PlainJWT(claims);
    }
    if (lie == Lie.SIGNED_WITH_THE_CLIENTS_SECRET) {
      SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
      token.sign(new MACSigner(SECRET));
      return token;
    }
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build();
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(new RSASSASigner(lie == Lie.OTHER_KEY ? otherKey : key));
    return token;
  }

  private static Map<String, String> form(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : text.split("&")) {
      String[] parts = field.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }

  private static void json(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
