package org.contourflow.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.TlsSettings;
import org.contourflow.dicom.net.scu.StoreScu;
import picocli.CommandLine.Option;

/** The options by which a command names a DICOM peer. */
final class PeerOptions {
  @Option(
      names = "--to",
      required = true,
      paramLabel = "AET@HOST:PORT",
      description = "The peer: its AE title, host and port, e.g. TPS@10.1.2.3:104.")
  private String peer;

  @Option(
      names = "--as",
      paramLabel = "AET",
      defaultValue = "CONTOURFLOW",
      description = "This node's AE title; default ${DEFAULT-VALUE}.")
  private String own;

  @Option(
      names = "--key-store",
      paramLabel = "FILE",
      description =
          "PKCS#12 store with this node's key; speaks TLS. Passwords come from the environment:"
              + " CONTOURFLOW_KEY_PASSWORD, CONTOURFLOW_TRUST_PASSWORD.")
  private Path keyStore;

  @Option(
      names = "--trust-store",
      paramLabel = "FILE",
      description = "PKCS#12 store with the certificates trusted.")
  private Path trustStore;

  @Option(
      names = "--any-peer-name",
      description = "Over TLS: the peer's certificate need not name the host that is called.")
  private boolean anyPeerName;

  RemoteNode node() {
    Optional<TlsSettings> tls = tls();
    try {
      return RemoteNode.parse(peer, tls);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(java.util.List.of("--to: " + e.getMessage()));
    }
  }

  private Optional<TlsSettings> tls() {
    if (keyStore == null) {
      return Optional.empty();
    }
    if (trustStore == null) {
      throw Failure.usage(java.util.List.of("--key-store needs --trust-store"));
    }
    TlsSettings tls =
        TlsSettings.mutual(
            keyStore,
            System.getenv().getOrDefault("CONTOURFLOW_KEY_PASSWORD", ""),
            trustStore,
            System.getenv().getOrDefault("CONTOURFLOW_TRUST_PASSWORD", ""));
    return Optional.of(anyPeerName ? tls.withAnyPeerName() : tls);
  }

  AeTitle own() {
    try {
      return new AeTitle(own);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(java.util.List.of("--as: " + e.getMessage()));
    }
  }

  StoreScu scu() {
    return new StoreScu(own(), node(), NetworkTimeouts.defaults());
  }
}
