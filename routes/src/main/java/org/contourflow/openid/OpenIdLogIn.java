package org.contourflow.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.contourflow.config.OpenIdSettings;

/**
 * The browser's way to an OpenID Connect provider and back: authorization code with PKCE (S256),
 * state and nonce; the ID token is taken only with a signature by a key that the provider
 * publishes, and for this client (OpenID Connect Core 1.0, 3.1).
 *
 * <p>Not handled: log-out at the provider, encrypted ID tokens, claims that only the userinfo
 * endpoint gives.
 */
public final class OpenIdLogIn {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int LONGEST_DOCUMENT = 256 * 1024;

  /** With public keys only: with HMAC, who knows the client's secret could make tokens. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final OpenIdSettings settings;
  private final ClientID client;
  private final Begun begun;
  private Optional<Provider> provider = Optional.empty();

  /** What is known of the provider, with its keys; they are fetched again when they roll. */
  private record Provider(OIDCProviderMetadata metadata, IDTokenValidator tokens) {}

  /** A log-in by this provider; nothing is asked of it yet. */
  public OpenIdLogIn(OpenIdSettings settings, Begun begun) {
    this.settings = settings;
    this.client = new ClientID(settings.clientId());
    this.begun = begun;
  }

  /**
   * Where the browser goes to log in.
   *
   * @param browser secret of the browser, which it must show on its way back
   * @param to page of the console to come to in the end
   * @param callback where the provider sends back to
   * @throws IOException if the provider cannot be asked, or says it is another
   */
  public URI begin(String browser, String to, URI callback) throws IOException {
    Provider known = provider();
    State state = new State();
    Nonce nonce = new Nonce();
    CodeVerifier verifier = new CodeVerifier();
    begun.add(state.getValue(), new Begun.One(browser, to, nonce.getValue(), verifier.getValue()));
    return new AuthenticationRequest.Builder(
            ResponseType.CODE, new Scope("openid", "profile"), client, callback)
        .endpointURI(known.metadata().getAuthorizationEndpointURI())
        .state(state)
        .nonce(nonce)
        .codeChallenge(verifier, CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * Who came back.
   *
   * @param browser secret of the browser that came
   * @param returned the address that it came to, with the provider's answer
   * @param callback as it was given to {@link #begin}
   * @throws RefusedException if it is not let in
   * @throws IOException if the provider cannot be asked
   */
  public Person end(String browser, URI returned, URI callback)
      throws IOException, RefusedException {
    AuthenticationResponse response = parsed(returned);
    State state = response.getState();
    Begun.One one =
        Optional.ofNullable(state)
            .flatMap(s -> begun.take(s.getValue(), browser))
            .orElseThrow(() -> new RefusedException(RefusedException.Why.STATE, "no such state"));
    Issuer issuer = response.getIssuer();
    if (issuer != null && !issuer.getValue().equals(settings.issuer())) {
      throw new RefusedException(RefusedException.Why.STATE, "an answer of another issuer");
    }
    if (!response.indicatesSuccess()) {
      String code = response.toErrorResponse().getErrorObject().getCode();
      throw new RefusedException(RefusedException.Why.PROVIDER, "the provider says: " + code);
    }
    AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
    return Claims.person(claims(code, one, callback), settings, one.to());
  }

  private static AuthenticationResponse parsed(URI returned) throws RefusedException {
    try {
      return AuthenticationResponseParser.parse(returned);
    } catch (ParseException e) {
      throw new RefusedException(RefusedException.Why.STATE, "not an answer of a provider");
    }
  }

  private IDTokenClaimsSet claims(AuthorizationCode code, Begun.One one, URI callback)
      throws IOException, RefusedException {
    Provider known = provider();
    try {
      TokenResponse answer =
          OIDCTokenResponseParser.parse(limited(request(known, code, one, callback)).send());
      if (!answer.indicatesSuccess()) {
        String said = answer.toErrorResponse().getErrorObject().getCode();
        throw new RefusedException(RefusedException.Why.PROVIDER, "no token: " + said);
      }
      var token = answer.toSuccessResponse().getTokens().toOIDCTokens().getIDToken();
      return known.tokens().validate(token, new Nonce(one.nonce()));
    } catch (ParseException | BadJOSEException | JOSEException e) {
      throw new RefusedException(RefusedException.Why.TOKEN, e.getMessage());
    }
  }

  private HTTPRequest request(Provider known, AuthorizationCode code, Begun.One one, URI callback) {
    var grant = new AuthorizationCodeGrant(code, callback, new CodeVerifier(one.verifier()));
    URI endpoint = known.metadata().getTokenEndpointURI();
    return settings.clientSecret() == null
        ? new TokenRequest.Builder(endpoint, client, grant).build().toHTTPRequest()
        : new TokenRequest.Builder(
                endpoint,
                new ClientSecretBasic(client, new Secret(settings.clientSecret().value())),
                grant)
            .build()
            .toHTTPRequest();
  }

  private static HTTPRequest limited(HTTPRequest request) {
    request.setConnectTimeout(TIMEOUT_MILLIS);
    request.setReadTimeout(TIMEOUT_MILLIS);
    request.setFollowRedirects(false);
    return request;
  }

  private synchronized Provider provider() throws IOException {
    if (provider.isEmpty()) {
      provider = Optional.of(asked());
    }
    return provider.get();
  }

  /** Asked at the first log-in, so that the console starts while the provider is away. */
  private Provider asked() throws IOException {
    Issuer issuer = new Issuer(settings.issuer());
    try {
      OIDCProviderMetadata metadata =
          OIDCProviderMetadata.resolve(issuer, TIMEOUT_MILLIS, TIMEOUT_MILLIS);
      var retriever =
          new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LONGEST_DOCUMENT);
      var keys =
          JWKSourceBuilder.<SecurityContext>create(metadata.getJWKSetURI().toURL(), retriever)
              .build();
      var selector = new JWSVerificationKeySelector<>(ALGORITHMS, keys);
      return new Provider(metadata, new IDTokenValidator(issuer, client, selector, null));
    } catch (com.nimbusds.oauth2.sdk.GeneralException e) {
      throw new IOException("the provider's discovery document: " + e.getMessage(), e);
    }
  }
}
