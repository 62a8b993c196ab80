package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of the DICOM network. */
public final class DicomSettings {
  private static final String AE_TITLE = "[!-\\[\\]-~](?:[ -\\[\\]-~]{0,14}[!-\\[\\]-~])?";
  private static final String AE_MESSAGE =
      "must be an AE title: 1 to 16 printable ASCII characters, no backslash";
  static final String NAME = "[A-Za-z0-9_-]{1,32}";
  static final String NAME_MESSAGE = "must be 1 to 32 letters, digits, - or _";
  private static final int DEFAULT_PDU_BYTES = 131_072;

  private DicomSettings() {}

  /**
   * The DICOM listener (C-STORE, C-ECHO, storage commitment).
   *
   * @param enabled whether it listens at all
   * @param aeTitle its own AE title
   * @param port TCP port; 0 takes any free one
   * @param bind address it binds to; default this machine only (127.0.0.1)
   * @param allowedCallers who may send, as AET or AET@host or AET@address block; empty: everyone
   * @param maxAssociations associations at once
   * @param maxPduBytes longest PDU taken
   * @param maxInstanceMegabytes longest instance taken
   * @param reserveMegabytes free disk space below which nothing more is taken (status A700)
   * @param timeouts how long it waits
   * @param tls given: TLS only
   * @param commitmentPeers who gets storage commitment reports on an association of its own, as
   *     AET@host:port; any other gets them on the association it asked on
   * @param maxConnectionsPerAddress connections at once of one address; the longest silent one
   *     makes room for the next
   * @param insecure whether it may be open to other machines without allowed callers and TLS
   * @param callerCertificates AE title: the certificate its callers must show, as SHA256:hex or as
   *     its subject; needs TLS
   */
  public record Listener(
      Boolean enabled,
      @Pattern(regexp = AE_TITLE, message = AE_MESSAGE) String aeTitle,
      @Min(0) @Max(65535) Integer port,
      @NotBlank String bind,
      List<
              @NotNull
              @Pattern(
                  regexp = "[!-?A-\\[\\]-~ ]{1,16}(@[A-Za-z0-9.:/_-]+)?",
                  message = "must be an AE title, or AE title@host or @address block")
              String>
          allowedCallers,
      @Min(1) @Max(1000) Integer maxAssociations,
      @Min(4096) @Max(1_048_576) Integer maxPduBytes,
      @Min(1) @Max(65_536) Integer maxInstanceMegabytes,
      @Min(0) @Max(10_000_000) Integer reserveMegabytes,
      @Valid Timeouts timeouts,
      @Valid Tls tls,
      List<
              @NotNull
              @Pattern(
                  regexp = "[!-?A-\\[\\]-~ ]{1,16}@[A-Za-z0-9._-]+:[0-9]{1,5}",
                  message = "must be AE title@host:port")
              String>
          commitmentPeers,
      @Min(1) @Max(1000) Integer maxConnectionsPerAddress,
      Boolean insecure,
      Map<
              @NotBlank String,
              @NotNull
              @Pattern(
                  regexp = "(?i:SHA256:([0-9A-F]{2}:?){32})|[A-Za-z0-9.]+ ?=.+",
                  message = "must be SHA256:fingerprint, or a subject like CN=ct1,O=Hospital")
              String>
          callerCertificates) {
    public Listener {
      enabled = enabled == null || enabled;
      aeTitle = aeTitle == null ? "CONTOURFLOW" : aeTitle;
      port = port == null ? 11112 : port;
      bind = bind == null ? Loopback.ADDRESS : bind;
      allowedCallers = allowedCallers == null ? List.of() : List.copyOf(allowedCallers);
      maxAssociations = maxAssociations == null ? 32 : maxAssociations;
      maxPduBytes = maxPduBytes == null ? DEFAULT_PDU_BYTES : maxPduBytes;
      maxInstanceMegabytes = maxInstanceMegabytes == null ? 2048 : maxInstanceMegabytes;
      reserveMegabytes = reserveMegabytes == null ? 500 : reserveMegabytes;
      timeouts = timeouts == null ? Timeouts.defaults() : timeouts;
      commitmentPeers = commitmentPeers == null ? List.of() : List.copyOf(commitmentPeers);
      maxConnectionsPerAddress = maxConnectionsPerAddress == null ? 16 : maxConnectionsPerAddress;
      insecure = insecure != null && insecure;
      callerCertificates = callerCertificates == null ? Map.of() : Map.copyOf(callerCertificates);
    }

    /** With the usual limit an address, not insecure, no certificate bound to a title. */
    public Listener(
        Boolean enabled,
        String aeTitle,
        Integer port,
        String bind,
        List<String> allowedCallers,
        Integer maxAssociations,
        Integer maxPduBytes,
        Integer maxInstanceMegabytes,
        Integer reserveMegabytes,
        Timeouts timeouts,
        Tls tls,
        List<String> commitmentPeers) {
      this(
          enabled,
          aeTitle,
          port,
          bind,
          allowedCallers,
          maxAssociations,
          maxPduBytes,
          maxInstanceMegabytes,
          reserveMegabytes,
          timeouts,
          tls,
          commitmentPeers,
          null,
          null,
          null);
    }

    /** Why it may serve other machines only where {@link #insecure} says so; empty: it is safe. */
    public Optional<String> openness() {
      boolean known = !allowedCallers.isEmpty() || tls != null && tls.clientCertificateRequired();
      return !enabled || Loopback.is(bind) || known
          ? Optional.empty()
          : Optional.of("everyone on the network may send");
    }

    /** The defaults. */
    public static Listener defaults() {
      return new Listener(null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** The defaults, but on any free port of this machine's loopback interface. */
    public static Listener loopback() {
      return new Listener(
          null, null, 0, "127.0.0.1", null, null, null, null, null, null, null, null);
    }
  }

  /**
   * How long a peer is waited for, in seconds.
   *
   * @param connectSeconds TCP connection and TLS hand-shake of an association opened here
   * @param negotiateSeconds from the connection to the end of the negotiation, TLS included
   * @param pduSeconds from a PDU's first byte to its last
   * @param idleSeconds between two messages of an accepted association
   * @param responseSeconds for a peer's answer
   * @param retrieveSeconds between two pending answers of C-FIND or C-MOVE
   * @param processingSeconds for one message on this side, storing included
   */
  public record Timeouts(
      @Min(1) @Max(86_400) Integer connectSeconds,
      @Min(1) @Max(86_400) Integer negotiateSeconds,
      @Min(1) @Max(86_400) Integer pduSeconds,
      @Min(1) @Max(86_400) Integer idleSeconds,
      @Min(1) @Max(86_400) Integer responseSeconds,
      @Min(1) @Max(86_400) Integer retrieveSeconds,
      @Min(1) @Max(86_400) Integer processingSeconds) {
    public Timeouts {
      connectSeconds = connectSeconds == null ? 10 : connectSeconds;
      negotiateSeconds = negotiateSeconds == null ? 10 : negotiateSeconds;
      pduSeconds = pduSeconds == null ? 30 : pduSeconds;
      idleSeconds = idleSeconds == null ? 60 : idleSeconds;
      responseSeconds = responseSeconds == null ? 60 : responseSeconds;
      retrieveSeconds = retrieveSeconds == null ? 300 : retrieveSeconds;
      processingSeconds = processingSeconds == null ? 300 : processingSeconds;
    }

    /** The defaults. */
    public static Timeouts defaults() {
      return new Timeouts(null, null, null, null, null, null, null);
    }
  }

  /**
   * TLS of a DICOM association, with certificates both ways.
   *
   * @param keyStore PKCS#12 or JKS file with this node's key and certificate; relative to the home
   * @param keyPassword of the key store
   * @param trustStore file with the certificates trusted; relative to the home
   * @param trustPassword of the trust store
   * @param clientCertificateRequired whether a caller must show a trusted certificate
   * @param peerNameChecked whether a called peer's certificate must name its host
   * @param protocols versions spoken
   */
  public record Tls(
      @NotNull Path keyStore,
      @NotNull Secret keyPassword,
      @NotNull Path trustStore,
      @NotNull Secret trustPassword,
      Boolean clientCertificateRequired,
      Boolean peerNameChecked,
      List<
              @NotNull @Pattern(regexp = "TLSv1\\.[23]", message = "must be TLSv1.2 or TLSv1.3")
              String>
          protocols) {
    public Tls {
      clientCertificateRequired = clientCertificateRequired == null || clientCertificateRequired;
      peerNameChecked = peerNameChecked == null || peerNameChecked;
      protocols =
          protocols == null || protocols.isEmpty()
              ? List.of("TLSv1.3", "TLSv1.2")
              : List.copyOf(protocols);
    }
  }

  /**
   * A system that gets the RTSTRUCT by C-STORE.
   *
   * @param name how logs and reports call it
   * @param host host name or address
   * @param port TCP port
   * @param calledAeTitle its AE title
   * @param callingAeTitle ours towards it; default CONTOURFLOW
   * @param commitment whether it must commit to what it stored before it counts as delivered
   * @param commitmentWaitSeconds how long its report is waited for before the hand-over is tried
   *     again
   * @param maxPduBytes longest PDU sent
   * @param timeouts how long it is waited for
   * @param tls given: over TLS
   * @param superseded what becomes of a set that a later case of more slices supersedes
   */
  public record Target(
      @NotNull @Pattern(regexp = NAME, message = NAME_MESSAGE) String name,
      @NotBlank String host,
      @NotNull @Min(1) @Max(65535) Integer port,
      @NotNull @Pattern(regexp = AE_TITLE, message = AE_MESSAGE) String calledAeTitle,
      @Pattern(regexp = AE_TITLE, message = AE_MESSAGE) String callingAeTitle,
      Boolean commitment,
      @Min(1) @Max(3600) Integer commitmentWaitSeconds,
      @Min(4096) @Max(1_048_576) Integer maxPduBytes,
      @Valid Timeouts timeouts,
      @Valid Tls tls,
      SupersededRule superseded) {
    public Target {
      superseded = superseded == null ? SupersededRule.NAME : superseded;
      callingAeTitle = callingAeTitle == null ? "CONTOURFLOW" : callingAeTitle;
      commitment = commitment != null && commitment;
      commitmentWaitSeconds = commitmentWaitSeconds == null ? 30 : commitmentWaitSeconds;
      maxPduBytes = maxPduBytes == null ? DEFAULT_PDU_BYTES : maxPduBytes;
      timeouts = timeouts == null ? Timeouts.defaults() : timeouts;
    }

    /** A target with the defaults. */
    public static Target of(String name, String host, int port, String calledAeTitle) {
      return new Target(name, host, port, calledAeTitle, null, null, null, null, null, null, null);
    }
  }

  /**
   * A PACS that is asked again and again for studies, which it is then made to send to the
   * listener. It must know the listener's AE title, host and port.
   *
   * @param name how logs call it
   * @param host host name or address
   * @param port TCP port
   * @param calledAeTitle its AE title
   * @param destination AE title it sends to; default the listener's
   * @param match keys of the study query, keyword: value, e.g. {@code StationName: CT1}
   * @param seriesMatch keys of the series wanted of a study; default {@code Modality: CT}
   * @param intervalSeconds between two queries
   * @param windowDays days before today that StudyDate may lie back; 0 is today only
   * @param timeouts how long it is waited for
   * @param tls given: over TLS
   * @param purpose studies: polled for studies; structureSets: never polled, but asked for the
   *     structure sets of a case's study before its own is written
   * @param waitSeconds how long such a case waits for the answer and what it brings
   */
  public record Query(
      @NotNull @Pattern(regexp = NAME, message = NAME_MESSAGE) String name,
      @NotBlank String host,
      @NotNull @Min(1) @Max(65535) Integer port,
      @NotNull @Pattern(regexp = AE_TITLE, message = AE_MESSAGE) String calledAeTitle,
      @Pattern(regexp = AE_TITLE, message = AE_MESSAGE) String destination,
      Map<@NotBlank String, @NotNull String> match,
      Map<@NotBlank String, @NotNull String> seriesMatch,
      @Min(1) @Max(86_400) Integer intervalSeconds,
      @Min(0) @Max(3650) Integer windowDays,
      @Valid Timeouts timeouts,
      @Valid Tls tls,
      Purpose purpose,
      @Min(1) @Max(3600) Integer waitSeconds) {
    /** What a PACS is asked for. */
    public enum Purpose {
      /** New studies, again and again. */
      STUDIES,
      /** Structure sets of a study. */
      STRUCTURE_SETS
    }

    public Query {
      purpose = purpose == null ? Purpose.STUDIES : purpose;
      waitSeconds = waitSeconds == null ? 30 : waitSeconds;
      match = match == null ? Map.of() : Map.copyOf(match);
      seriesMatch =
          seriesMatch == null
              ? Map.of("Modality", purpose == Purpose.STUDIES ? "CT" : "RTSTRUCT")
              : Map.copyOf(seriesMatch);
      boolean studies = purpose == Purpose.STUDIES;
      intervalSeconds = intervalSeconds != null ? intervalSeconds : studies ? 60 : 14_400;
      windowDays = windowDays != null ? windowDays : studies ? 1 : 7;
      timeouts = timeouts == null ? Timeouts.defaults() : timeouts;
    }

    /** Of a PACS that is polled for studies. */
    public Query(
        String name,
        String host,
        Integer port,
        String calledAeTitle,
        String destination,
        Map<String, String> match,
        Map<String, String> seriesMatch,
        Integer intervalSeconds,
        Integer windowDays,
        Timeouts timeouts,
        Tls tls) {
      this(
          name,
          host,
          port,
          calledAeTitle,
          destination,
          match,
          seriesMatch,
          intervalSeconds,
          windowDays,
          timeouts,
          tls,
          null,
          null);
    }
  }
}
