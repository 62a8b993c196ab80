package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The web console.
 *
 * @param enabled whether it is served; default yes, to this machine
 * @param port TCP port; 0: any free one
 * @param bind address it binds to; default this machine only (127.0.0.1)
 * @param tls given: HTTPS
 * @param idleMinutes a session without a request of its user for this long ends
 * @param sessionHours a session ends after this long in any case
 * @param insecure whether it may be open to other machines without TLS
 * @param openId given: accounts of an OpenID Connect provider may log in, too
 * @param consent the hospital's consent folder (docs/consent.md), below the home unless absolute;
 *     given: the console shows and records who may teach
 */
public record ConsoleSettings(
    Boolean enabled,
    @Min(0) @Max(65535) Integer port,
    @Pattern(regexp = "[A-Za-z0-9.:-]+", message = "must be a host name or an address") String bind,
    @Valid DicomWebSettings.Tls tls,
    @Min(1) @Max(1440) Integer idleMinutes,
    @Min(1) @Max(168) Integer sessionHours,
    Boolean insecure,
    @Valid OpenIdSettings openId,
    Path consent) {
  public ConsoleSettings {
    enabled = enabled == null || enabled;
    port = port == null ? 8430 : port;
    bind = bind == null ? Loopback.ADDRESS : bind;
    idleMinutes = idleMinutes == null ? 30 : idleMinutes;
    sessionHours = sessionHours == null ? 10 : sessionHours;
    insecure = insecure != null && insecure;
  }

  /** On this machine. */
  public static ConsoleSettings defaults() {
    return new ConsoleSettings(null, null, null, null, null, null, null, null, null);
  }

  /** Not served. */
  public static ConsoleSettings off() {
    return new ConsoleSettings(false, null, null, null, null, null, null, null, null);
  }

  /** On this machine, at any free port. */
  public static ConsoleSettings anyPort() {
    return new ConsoleSettings(true, 0, null, null, null, null, null, null, null);
  }

  /** The same with a consent folder. */
  public ConsoleSettings withConsent(Path folder) {
    return new ConsoleSettings(
        enabled, port, bind, tls, idleMinutes, sessionHours, insecure, openId, folder);
  }

  /** Why it may serve other machines only where {@link #insecure} says so; empty: it is safe. */
  public Optional<String> openness() {
    return !enabled || Loopback.is(bind) || tls != null
        ? Optional.empty()
        : Optional.of("passwords and all that is shown can be read on the way");
  }
}
