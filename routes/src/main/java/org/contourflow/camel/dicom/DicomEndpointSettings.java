package org.contourflow.camel.dicom;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.CallerCertificates;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.StorageClasses;
import org.contourflow.dicom.net.TlsSettings;
import org.contourflow.dicom.net.scp.AllowedCaller;
import org.contourflow.dicom.net.scp.ListenerSettings;

/** Turns an endpoint's options into checked settings of the DICOM node; errors name the option. */
final class DicomEndpointSettings {
  private DicomEndpointSettings() {}

  static ListenerSettings listener(DicomConfiguration options) {
    ListenerSettings settings =
        new ListenerSettings(
            ownTitle(options),
            options.getBindAddress() == null ? "" : options.getBindAddress(),
            options.getPort(),
            tls(options),
            callers(options),
            new ListenerSettings.Offer(sopClasses(options), transferSyntaxes(options)),
            new ListenerSettings.Limits(
                options.getMaxAssociations(),
                options.getMaxPduBytes(),
                options.getMaxInstanceBytes()),
            timeouts(options));
    return options.getMaxConnectionsPerAddress() == 0
        ? settings
        : settings.withMaxConnectionsPerAddress(options.getMaxConnectionsPerAddress());
  }

  private static ListenerSettings.Callers callers(DicomConfiguration options) {
    return new ListenerSettings.Callers(
        list(options.getAllowedCallers()).stream().map(AllowedCaller::parse).toList(),
        options.getCallerCertificates() == null
            ? CallerCertificates.none()
            : options.getCallerCertificates());
  }

  private static List<String> sopClasses(DicomConfiguration options) {
    List<String> named = list(options.getSopClasses());
    return named.isEmpty()
        ? StorageClasses.defaults()
        : named.stream().map(StorageClasses::uidOf).toList();
  }

  private static List<String> transferSyntaxes(DicomConfiguration options) {
    List<String> named = list(options.getTransferSyntaxes());
    return named.isEmpty() ? StorageClasses.TRANSFER_SYNTAXES : named;
  }

  static Path spool(DicomConfiguration options) {
    return Path.of(required("spool", options.getSpool(), "dicom:listen"));
  }

  static AeTitle ownTitle(DicomConfiguration options) {
    return new AeTitle(required("aeTitle", options.getAeTitle(), "dicom"));
  }

  static RemoteNode peer(DicomConfiguration options) {
    return new RemoteNode(
        new AeTitle(required("calledAeTitle", options.getCalledAeTitle(), "dicom:send and query")),
        required("host", options.getHost(), "dicom:send and query"),
        options.getPort(),
        tls(options));
  }

  static AeTitle destination(DicomConfiguration options) {
    return options.getDestination() == null
        ? ownTitle(options)
        : new AeTitle(options.getDestination());
  }

  static NetworkTimeouts timeouts(DicomConfiguration options) {
    return new NetworkTimeouts(
        Duration.ofMillis(options.getConnectTimeout()),
        Duration.ofMillis(options.getNegotiateTimeout()),
        Duration.ofMillis(options.getPduTimeout()),
        Duration.ofMillis(options.getIdleTimeout()),
        Duration.ofMillis(options.getResponseTimeout()),
        Duration.ofMillis(options.getRetrieveTimeout()),
        Duration.ofMillis(options.getProcessingTimeout()));
  }

  static List<RemoteNode> commitmentPeers(DicomConfiguration options) {
    try {
      return list(options.getCommitmentPeers()).stream()
          .map(peer -> RemoteNode.parse(peer, tls(options)))
          .toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("commitmentPeers: " + e.getMessage(), e);
    }
  }

  private static Optional<TlsSettings> tls(DicomConfiguration options) {
    if (options.getKeyStore() == null) {
      if (options.getTrustStore() != null) {
        throw new IllegalArgumentException("trustStore is given without keyStore");
      }
      return Optional.empty();
    }
    String with = "an endpoint with keyStore";
    return Optional.of(
        new TlsSettings(
            Path.of(options.getKeyStore()),
            required("keyPassword", options.getKeyPassword(), with),
            Path.of(required("trustStore", options.getTrustStore(), with)),
            required("trustPassword", options.getTrustPassword(), with),
            options.isClientCertificateRequired(),
            options.isPeerNameChecked(),
            list(options.getTlsProtocols())));
  }

  private static List<String> list(String text) {
    if (text == null) {
      return List.of();
    }
    return Arrays.stream(text.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }

  private static String required(String option, String value, String by) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the option " + option + " is required by " + by);
    }
    return value;
  }
}
