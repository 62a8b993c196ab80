package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the service is kept: what is proved, kept and told.
 *
 * @param audit the run log's keys, anchors and export
 * @param retention what is deleted when
 * @param monitor the address that says how the service is
 * @param alerts who is told when it is not well
 * @param demand how the service forecasts what comes to it
 */
public record OperationsSettings(
    @Valid Audit audit,
    @Valid Retention retention,
    @Valid Monitor monitor,
    @Valid Alerts alerts,
    @Valid DemandSettings demand) {
  private static final String HOST = "[A-Za-z0-9.:-]+";
  private static final String HOST_MESSAGE = "must be a host name or an address";

  public OperationsSettings {
    audit = audit == null ? new Audit(null, null, null, null, null) : audit;
    retention = retention == null ? new Retention(null, null, null, null, null, null) : retention;
    monitor = monitor == null ? new Monitor(null, null, null, null, null) : monitor;
    alerts = alerts == null ? new Alerts(null, null, null, null) : alerts;
    demand = demand == null ? DemandSettings.defaults() : demand;
  }

  /** With the defaults of the forecast. */
  public OperationsSettings(Audit audit, Retention retention, Monitor monitor, Alerts alerts) {
    this(audit, retention, monitor, alerts, null);
  }

  /** With the defaults. */
  public static OperationsSettings defaults() {
    return new OperationsSettings(null, null, null, null, null);
  }

  /**
   * The run log as a proof.
   *
   * @param keys the keys that seal it, hex digits, the current one last; not given: keyFile
   * @param keyFile file of the keys, made at the first start; relative to the home
   * @param anchorFolder where the log's head is noted; relative to the home. Best on another
   *     machine
   * @param anchorSeconds how often at the most
   * @param syslog where events are sent; not given: nowhere
   */
  public record Audit(
      Secret keys,
      Path keyFile,
      Path anchorFolder,
      @Min(1) @Max(86_400) Integer anchorSeconds,
      @Valid Syslog syslog) {
    public Audit {
      keyFile = keyFile == null ? Path.of("audit", "audit.key") : keyFile;
      anchorFolder = anchorFolder == null ? Path.of("audit") : anchorFolder;
      anchorSeconds = anchorSeconds == null ? 60 : anchorSeconds;
    }
  }

  /**
   * A syslog server (RFC 5424) that keeps audit messages.
   *
   * @param host of the server
   * @param port of the server; default 514 of udp and tcp, 6514 of tls
   * @param transport udp (RFC 5426), tcp (RFC 6587, counted octets) or tls (RFC 5425)
   * @param trustStore of the server's certificate; not given: the JDK's authorities
   * @param trustPassword of the trust store
   * @param keyStore shown to the server; not given: nothing
   * @param keyPassword of the key store
   */
  public record Syslog(
      @NotNull @Pattern(regexp = HOST, message = HOST_MESSAGE) String host,
      @Min(1) @Max(65535) Integer port,
      SyslogTransport transport,
      Path trustStore,
      Secret trustPassword,
      Path keyStore,
      Secret keyPassword) {
    public Syslog {
      transport = transport == null ? SyslogTransport.TLS : transport;
      port = port == null ? transport.usualPort() : port;
    }
  }

  /**
   * What is deleted by itself. Nothing is while none is given; never what is unfinished, held, or
   * was not handed over to every target.
   *
   * @param imageDays the CT of a finished case, and the series it came in, so long after its end
   * @param caseDays masks, RTSTRUCT and report of a finished case, so long after its end
   * @param failedDays the files of a case that failed or was refused, so long after; its CT counts
   *     as that of a finished case from then on
   * @param quarantineDays what was put aside, so long after
   * @param diskFreePercent below this share of free disk the oldest CTs of finished cases go before
   *     their time; 0: never
   * @param everyMinutes how often it is looked
   */
  public record Retention(
      @Min(1) @Max(36_500) Integer imageDays,
      @Min(1) @Max(36_500) Integer caseDays,
      @Min(1) @Max(36_500) Integer failedDays,
      @Min(1) @Max(36_500) Integer quarantineDays,
      @Min(0) @Max(90) Integer diskFreePercent,
      @Min(1) @Max(10_080) Integer everyMinutes) {
    public Retention {
      diskFreePercent = diskFreePercent == null ? 0 : diskFreePercent;
      everyMinutes = everyMinutes == null ? 60 : everyMinutes;
    }

    /** Whether anything is deleted by itself. */
    public boolean isOn() {
      return imageDays != null
          || caseDays != null
          || failedDays != null
          || quarantineDays != null
          || diskFreePercent > 0;
    }
  }

  /**
   * The address that says how the service is: {@code /health}, {@code /ready}, {@code /metrics}.
   *
   * @param enabled whether there is one; default not
   * @param port TCP port
   * @param bind address it binds to; default this machine only. It tells no patient's name, and
   *     asks for none
   * @param lateMinutes a case that is not finished after this long is late
   * @param lowDiskPercent free disk below this share is told
   */
  public record Monitor(
      Boolean enabled,
      @Min(0) @Max(65535) Integer port,
      @Pattern(regexp = HOST, message = HOST_MESSAGE) String bind,
      @Min(1) @Max(10_080) Integer lateMinutes,
      @Min(0) @Max(90) Integer lowDiskPercent) {
    public Monitor {
      enabled = enabled != null && enabled;
      port = port == null ? 9464 : port;
      bind = bind == null ? Loopback.ADDRESS : bind;
      lateMinutes = lateMinutes == null ? 60 : lateMinutes;
      lowDiskPercent = lowDiskPercent == null ? 5 : lowDiskPercent;
    }
  }

  /**
   * Who is told when something is wrong, once when it begins and once when it is over. No message
   * names a patient.
   *
   * @param service what the messages call this service
   * @param mail by e-mail; not given: none
   * @param webhook by HTTP POST of JSON; not given: none
   * @param mostAnHour messages an hour at the most; what is beyond is told together later
   */
  public record Alerts(
      @Pattern(regexp = "[ -~]{1,64}", message = "must be 1 to 64 printable characters")
          String service,
      @Valid Mail mail,
      @Valid Webhook webhook,
      @Min(1) @Max(3600) Integer mostAnHour) {
    public Alerts {
      service = service == null ? "Contourflow" : service;
      mostAnHour = mostAnHour == null ? 20 : mostAnHour;
    }

    /** Whether anybody is told. */
    public boolean isOn() {
      return mail != null || webhook != null;
    }
  }

  /**
   * An SMTP server and who gets the messages.
   *
   * @param host of the server
   * @param port of the server; default 25 without TLS, 587 with starttls, 465 with tls
   * @param security none, starttls (required, not merely tried) or tls
   * @param user of the server; not given: none
   * @param password of the user
   * @param from the sender's address
   * @param to the addresses that get it
   */
  public record Mail(
      @NotNull @Pattern(regexp = HOST, message = HOST_MESSAGE) String host,
      @Min(1) @Max(65535) Integer port,
      MailSecurity security,
      String user,
      Secret password,
      @NotNull @Pattern(regexp = ADDRESS, message = "must be an e-mail address") String from,
      @NotNull
          List<@NotNull @Pattern(regexp = ADDRESS, message = "must be an e-mail address") String>
              to) {
    private static final String ADDRESS = "[^@\\s,;<>]+@[^@\\s,;<>]+";

    public Mail {
      security = security == null ? MailSecurity.STARTTLS : security;
      port = port == null ? security.usualPort() : port;
      to = to == null ? null : List.copyOf(to);
    }
  }

  /**
   * An address that gets JSON.
   *
   * @param url http or https
   * @param bearerToken shown to it; not given: none
   */
  public record Webhook(
      @NotNull @Pattern(regexp = "https?://\\S+", message = "must be an http or https URL")
          String url,
      Optional<Secret> bearerToken) {
    public Webhook {
      bearerToken = bearerToken == null ? Optional.empty() : bearerToken;
    }
  }
}
