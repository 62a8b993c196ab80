package org.contourflow.dicom.net.scp;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.AssociationClient;
import org.contourflow.dicom.net.CallerCertificates;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.StorageClasses;
import org.contourflow.dicom.net.TlsSettings;

/**
 * A listener's settings. Start from {@link #of} and change what differs.
 *
 * @param aeTitle the called AE title it answers to; any other is rejected
 * @param bindAddress of the interface to listen on; empty for all
 * @param port 0 for any free one, see {@link DicomListener#port()}
 * @param tls empty for plain DICOM
 * @param callers who may call
 * @param offer what it takes
 * @param limits how much of it
 * @param timeouts how long it waits
 */
public record ListenerSettings(
    AeTitle aeTitle,
    String bindAddress,
    int port,
    Optional<TlsSettings> tls,
    Callers callers,
    Offer offer,
    Limits limits,
    NetworkTimeouts timeouts) {
  private static final int MIN_PDU_BYTES = 4096;
  private static final int MAX_PDU_BYTES = 1 << 20;
  private static final int SPARE_CONNECTIONS = 8;

  /**
   * Who may call.
   *
   * @param allowed empty for any caller
   * @param certificates which certificates go with which calling AE titles
   */
  public record Callers(List<AllowedCaller> allowed, CallerCertificates certificates) {
    public Callers {
      allowed = List.copyOf(allowed);
      Objects.requireNonNull(certificates);
    }
  }

  /**
   * What is taken.
   *
   * @param sopClasses UIDs, or {@link StorageClasses#ANY}
   * @param transferSyntaxes UIDs, in order of preference
   */
  public record Offer(List<String> sopClasses, List<String> transferSyntaxes) {
    public Offer {
      sopClasses = List.copyOf(sopClasses);
      transferSyntaxes = List.copyOf(transferSyntaxes);
      if (sopClasses.isEmpty() || transferSyntaxes.isEmpty()) {
        throw new IllegalArgumentException("a listener needs a SOP class and a transfer syntax");
      }
    }
  }

  /**
   * How much is taken.
   *
   * @param maxAssociations at once; the next is rejected as transient
   * @param maxPduBytes longest PDU taken, 4096 to 1048576
   * @param maxInstanceBytes longest data set taken
   * @param maxConnectionsPerAddress of one address at once; the longest that has not negotiated an
   *     association makes room for the next
   */
  public record Limits(
      int maxAssociations, int maxPduBytes, long maxInstanceBytes, int maxConnectionsPerAddress) {
    public Limits {
      require(maxAssociations >= 1, "maxAssociations", maxAssociations, "at least 1");
      require(
          maxPduBytes >= MIN_PDU_BYTES && maxPduBytes <= MAX_PDU_BYTES,
          "maxPduBytes",
          maxPduBytes,
          MIN_PDU_BYTES + " to " + MAX_PDU_BYTES);
      require(maxInstanceBytes >= 1, "maxInstanceBytes", maxInstanceBytes, "at least 1");
      require(
          maxConnectionsPerAddress >= 1,
          "maxConnectionsPerAddress",
          maxConnectionsPerAddress,
          "at least 1");
    }

    /** As many connections of one address as of all. */
    public Limits(int maxAssociations, int maxPduBytes, long maxInstanceBytes) {
      this(maxAssociations, maxPduBytes, maxInstanceBytes, connections(maxAssociations));
    }

    /** As this, with another number; a limit for one address not set of its own grows with it. */
    Limits withAssociations(int count) {
      return new Limits(
          count,
          maxPduBytes,
          maxInstanceBytes,
          maxConnectionsPerAddress == connections(maxAssociations)
              ? connections(count)
              : maxConnectionsPerAddress);
    }

    private static int connections(int associations) {
      return 2 * Math.max(1, associations) + SPARE_CONNECTIONS;
    }
  }

  /** Checks ranges. */
  public ListenerSettings {
    Objects.requireNonNull(aeTitle);
    Objects.requireNonNull(bindAddress);
    Objects.requireNonNull(tls);
    Objects.requireNonNull(callers);
    Objects.requireNonNull(offer);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(timeouts);
    require(port >= 0 && port <= 65535, "port", port, "0 to 65535");
  }

  /** Connections at once: about twice the associations, for those that end or begin. */
  int maxConnections() {
    return Limits.connections(limits.maxAssociations());
  }

  private static void require(boolean holds, String key, long value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + value + " is not allowed: " + allowed);
    }
  }

  /** Any caller, all interfaces, plain, the default classes, 20 associations, 2 GiB instances. */
  public static ListenerSettings of(String aeTitle, int port) {
    return new ListenerSettings(
        new AeTitle(aeTitle),
        "",
        port,
        Optional.empty(),
        new Callers(List.of(), CallerCertificates.none()),
        new Offer(StorageClasses.defaults(), StorageClasses.TRANSFER_SYNTAXES),
        new Limits(20, AssociationClient.DEFAULT_PDU_BYTES, 1L << 31),
        NetworkTimeouts.defaults());
  }

  /** As this, on another interface. */
  public ListenerSettings withBindAddress(String address) {
    return new ListenerSettings(aeTitle, address, port, tls, callers, offer, limits, timeouts);
  }

  /** As this, over TLS. */
  public ListenerSettings withTls(TlsSettings settings) {
    return new ListenerSettings(
        aeTitle, bindAddress, port, Optional.of(settings), callers, offer, limits, timeouts);
  }

  /** As this, for these callers only. */
  public ListenerSettings withAllowedCallers(List<AllowedCaller> allowed) {
    return with(new Callers(allowed, callers.certificates()));
  }

  /** As this, with certificates bound to AE titles. */
  public ListenerSettings withCallerCertificates(CallerCertificates certificates) {
    return with(new Callers(callers.allowed(), certificates));
  }

  /** As this, for these SOP classes. */
  public ListenerSettings withSopClasses(List<String> classes) {
    return with(new Offer(classes, offer.transferSyntaxes()));
  }

  /** As this, with another number of associations. */
  public ListenerSettings withMaxAssociations(int count) {
    return with(limits.withAssociations(count));
  }

  /** As this, with other limits of size. */
  public ListenerSettings withLimits(int maxPduBytes, long maxInstanceBytes) {
    return with(
        new Limits(
            limits.maxAssociations(),
            maxPduBytes,
            maxInstanceBytes,
            limits.maxConnectionsPerAddress()));
  }

  /** As this, with another limit for one address. */
  public ListenerSettings withMaxConnectionsPerAddress(int count) {
    return with(
        new Limits(
            limits.maxAssociations(), limits.maxPduBytes(), limits.maxInstanceBytes(), count));
  }

  /** As this, with other time-outs. */
  public ListenerSettings withTimeouts(NetworkTimeouts newTimeouts) {
    return new ListenerSettings(
        aeTitle, bindAddress, port, tls, callers, offer, limits, newTimeouts);
  }

  private ListenerSettings with(Callers newCallers) {
    return new ListenerSettings(
        aeTitle, bindAddress, port, tls, newCallers, offer, limits, timeouts);
  }

  private ListenerSettings with(Offer newOffer) {
    return new ListenerSettings(
        aeTitle, bindAddress, port, tls, callers, newOffer, limits, timeouts);
  }

  private ListenerSettings with(Limits newLimits) {
    return new ListenerSettings(
        aeTitle, bindAddress, port, tls, callers, offer, newLimits, timeouts);
  }
}
