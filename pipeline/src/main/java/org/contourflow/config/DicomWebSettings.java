package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.Optional;

/** The settings of DICOMweb (STOW-RS), in and out. */
public final class DicomWebSettings {
  private DicomWebSettings() {}

  /**
   * The STOW-RS service: instances by HTTP into the same intake as the listener's.
   *
   * @param enabled whether it listens; default not
   * @param port TCP port
   * @param bind address it binds to; default this machine only (127.0.0.1)
   * @param path of the service; instances are posted to {@code path/studies}
   * @param maxRequests requests at once; the next is answered 503
   * @param maxInstanceMegabytes longest part taken
   * @param maxRequestMegabytes longest request taken
   * @param requestSeconds longest a request may take
   * @param bearerToken a caller must show it
   * @param user a caller must show it, with the password
   * @param password of the user
   * @param tls given: HTTPS; trust store optional, given: client certificates are required
   * @param maxConnectionsPerAddress connections at once of one address; the longest silent one
   *     makes room for the next
   * @param insecure whether it may be open to other machines without TLS or without a token
   */
  public record Server(
      Boolean enabled,
      @Min(1) @Max(65535) Integer port,
      @Pattern(regexp = "[A-Za-z0-9.:-]+", message = "must be a host name or an address")
          String bind,
      @Pattern(
              regexp = "(/[A-Za-z0-9._-]+)+",
              message = "must be a path like /dicom-web, without a slash at the end")
          String path,
      @Min(1) @Max(200) Integer maxRequests,
      @Min(1) @Max(65_536) Integer maxInstanceMegabytes,
      @Min(1) @Max(1_000_000) Integer maxRequestMegabytes,
      @Min(1) @Max(86_400) Integer requestSeconds,
      Secret bearerToken,
      String user,
      Secret password,
      @Valid Tls tls,
      @Min(1) @Max(1000) Integer maxConnectionsPerAddress,
      Boolean insecure) {
    public Server {
      enabled = enabled != null && enabled;
      port = port == null ? 8080 : port;
      bind = bind == null ? Loopback.ADDRESS : bind;
      path = path == null ? "/dicom-web" : path;
      maxRequests = maxRequests == null ? 8 : maxRequests;
      maxInstanceMegabytes = maxInstanceMegabytes == null ? 2048 : maxInstanceMegabytes;
      maxRequestMegabytes = maxRequestMegabytes == null ? 8192 : maxRequestMegabytes;
      requestSeconds = requestSeconds == null ? 600 : requestSeconds;
      maxConnectionsPerAddress =
          maxConnectionsPerAddress == null ? 2 * maxRequests + 4 : maxConnectionsPerAddress;
      insecure = insecure != null && insecure;
    }

    /** With the usual limit an address, and not insecure. */
    public Server(
        Boolean enabled,
        Integer port,
        String bind,
        String path,
        Integer maxRequests,
        Integer maxInstanceMegabytes,
        Integer maxRequestMegabytes,
        Integer requestSeconds,
        Secret bearerToken,
        String user,
        Secret password,
        Tls tls) {
      this(
          enabled,
          port,
          bind,
          path,
          maxRequests,
          maxInstanceMegabytes,
          maxRequestMegabytes,
          requestSeconds,
          bearerToken,
          user,
          password,
          tls,
          null,
          null);
    }

    /** Off, with the defaults. */
    public static Server defaults() {
      return new Server(null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** Why it may serve other machines only where {@link #insecure} says so; empty: it is safe. */
    public Optional<String> openness() {
      if (!enabled || Loopback.is(bind)) {
        return Optional.empty();
      }
      if (tls == null) {
        return Optional.of(
            bearerToken == null && user == null
                ? "everyone on the network may store, and all of it can be read on the way"
                : "the token or password and all that is stored can be read on the way");
      }
      boolean known = bearerToken != null || user != null || tls.trustStore() != null;
      return known ? Optional.empty() : Optional.of("everyone on the network may store");
    }
  }

  /**
   * TLS of HTTP. What is not given is the JDK's own, or not shown.
   *
   * @param keyStore PKCS#12 or JKS file with a key and its certificate; relative to the home
   * @param keyPassword of the key store
   * @param trustStore file with the certificates trusted; relative to the home
   * @param trustPassword of the trust store
   */
  public record Tls(Path keyStore, Secret keyPassword, Path trustStore, Secret trustPassword) {}

  /**
   * A system that gets the RTSTRUCT by STOW-RS.
   *
   * @param name how logs and reports call it
   * @param url of its DICOMweb service; instances are posted to {@code url/studies}
   * @param timeoutSeconds for the connection, and for its answer
   * @param bearerToken shown to it
   * @param user shown to it, with the password
   * @param password of the user
   * @param tls for https
   * @param superseded what becomes of a set that a later case of more slices supersedes
   */
  public record Target(
      @NotNull @Pattern(regexp = DicomSettings.NAME, message = DicomSettings.NAME_MESSAGE)
          String name,
      @NotNull
          @Pattern(
              regexp = "https?://[A-Za-z0-9.:\\[\\]_-]+(/[A-Za-z0-9._~/-]*)?",
              message = "must be an http or https URL without a query, like https://pacs/dicom-web")
          String url,
      @Min(1) @Max(3600) Integer timeoutSeconds,
      Secret bearerToken,
      String user,
      Secret password,
      @Valid Tls tls,
      SupersededRule superseded) {
    public Target {
      superseded = superseded == null ? SupersededRule.NAME : superseded;
      timeoutSeconds = timeoutSeconds == null ? 60 : timeoutSeconds;
    }

    /** A target with the defaults. */
    public static Target of(String name, String url) {
      return new Target(name, url, null, null, null, null, null, null);
    }
  }
}
