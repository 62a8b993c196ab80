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
 * @param allowedCallers empty for any caller
 * @param sopClasses UIDs, or {@link StorageClasses#ANY}
 * @param transferSyntaxes UIDs, in order of preference
 * @param maxAssociations at once; the next is rejected as transient
 * @param maxPduBytes longest PDU taken, 4096 to 1048576
 * @param maxInstanceBytes longest data set taken
 * @param timeouts how long it waits
 * @param maxConnectionsPerAddress of one address at once; the longest that has not negotiated an
 *     association makes room for the next
 * @param callerCertificates which certificates go with which calling AE titles
 */
public record ListenerSettings(
    AeTitle aeTitle,
    String bindAddress,
    int port,
    Optional<TlsSettings> tls,
    List<AllowedCaller> allowedCallers,
    List<String> sopClasses,
    List<String> transferSyntaxes,
    int maxAssociations,
    int maxPduBytes,
    long maxInstanceBytes,
    NetworkTimeouts timeouts,
    int maxConnectionsPerAddress,
    CallerCertificates callerCertificates) {
  private static final int MIN_PDU_BYTES = 4096;
  private static final int MAX_PDU_BYTES = 1 << 20;
  private static final int SPARE_CONNECTIONS = 8;

  /** Checks ranges. */
  public ListenerSettings {
    Objects.requireNonNull(aeTitle);
    Objects.requireNonNull(bindAddress);
    Objects.requireNonNull(tls);
    Objects.requireNonNull(timeouts);
    allowedCallers = List.copyOf(allowedCallers);
    sopClasses = List.copyOf(sopClasses);
    transferSyntaxes = List.copyOf(transferSyntaxes);
    require(port >= 0 && port <= 65535, "port", port, "0 to 65535");
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
    Objects.requireNonNull(callerCertificates);
    if (sopClasses.isEmpty() || transferSyntaxes.isEmpty()) {
      throw new IllegalArgumentException("a listener needs a SOP class and a transfer syntax");
    }
  }

  /** As many connections of one address as of all, no certificate bound to a title. */
  public ListenerSettings(
      AeTitle aeTitle,
      String bindAddress,
      int port,
      Optional<TlsSettings> tls,
      List<AllowedCaller> allowedCallers,
      List<String> sopClasses,
      List<String> transferSyntaxes,
      int maxAssociations,
      int maxPduBytes,
      long maxInstanceBytes,
      NetworkTimeouts timeouts) {
    this(
        aeTitle,
        bindAddress,
        port,
        tls,
        allowedCallers,
        sopClasses,
        transferSyntaxes,
        maxAssociations,
        maxPduBytes,
        maxInstanceBytes,
        timeouts,
        maxConnections(maxAssociations),
        CallerCertificates.none());
  }

  /** Connections at once: about twice the associations, for those that end or begin. */
  int maxConnections() {
    return maxConnections(maxAssociations);
  }

  private static int maxConnections(int associations) {
    return 2 * Math.max(1, associations) + SPARE_CONNECTIONS;
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
        List.of(),
        StorageClasses.defaults(),
        StorageClasses.TRANSFER_SYNTAXES,
        20,
        AssociationClient.DEFAULT_PDU_BYTES,
        1L << 31,
        NetworkTimeouts.defaults());
  }

  /** As this, on another interface. */
  public ListenerSettings withBindAddress(String address) {
    return with(address, tls, allowedCallers, sopClasses, maxAssociations, timeouts);
  }

  /** As this, over TLS. */
  public ListenerSettings withTls(TlsSettings settings) {
    return with(
        bindAddress, Optional.of(settings), allowedCallers, sopClasses, maxAssociations, timeouts);
  }

  /** As this, for these callers only. */
  public ListenerSettings withAllowedCallers(List<AllowedCaller> callers) {
    return with(bindAddress, tls, callers, sopClasses, maxAssociations, timeouts);
  }

  /** As this, for these SOP classes. */
  public ListenerSettings withSopClasses(List<String> classes) {
    return with(bindAddress, tls, allowedCallers, classes, maxAssociations, timeouts);
  }

  /** As this, with another number of associations. */
  public ListenerSettings withMaxAssociations(int count) {
    return with(bindAddress, tls, allowedCallers, sopClasses, count, timeouts);
  }

  /** As this, with other time-outs. */
  public ListenerSettings withTimeouts(NetworkTimeouts newTimeouts) {
    return with(bindAddress, tls, allowedCallers, sopClasses, maxAssociations, newTimeouts);
  }

  /** As this, with other limits of size. */
  public ListenerSettings withLimits(int newMaxPduBytes, long newMaxInstanceBytes) {
    return new ListenerSettings(
        aeTitle,
        bindAddress,
        port,
        tls,
        allowedCallers,
        sopClasses,
        transferSyntaxes,
        maxAssociations,
        newMaxPduBytes,
        newMaxInstanceBytes,
        timeouts,
        maxConnectionsPerAddress,
        callerCertificates);
  }

  /** As this, with another limit for one address. */
  public ListenerSettings withMaxConnectionsPerAddress(int count) {
    return withCallers(count, callerCertificates);
  }

  /** As this, with certificates bound to AE titles. */
  public ListenerSettings withCallerCertificates(CallerCertificates certificates) {
    return withCallers(maxConnectionsPerAddress, certificates);
  }

  private ListenerSettings withCallers(int perAddress, CallerCertificates certificates) {
    return new ListenerSettings(
        aeTitle,
        bindAddress,
        port,
        tls,
        allowedCallers,
        sopClasses,
        transferSyntaxes,
        maxAssociations,
        maxPduBytes,
        maxInstanceBytes,
        timeouts,
        perAddress,
        certificates);
  }

  private ListenerSettings with(
      String newBindAddress,
      Optional<TlsSettings> newTls,
      List<AllowedCaller> newCallers,
      List<String> newClasses,
      int newMaxAssociations,
      NetworkTimeouts newTimeouts) {
    return new ListenerSettings(
        aeTitle,
        newBindAddress,
        port,
        newTls,
        newCallers,
        newClasses,
        transferSyntaxes,
        newMaxAssociations,
        maxPduBytes,
        maxInstanceBytes,
        newTimeouts,
        // A limit that was not set of its own grows with the associations.
        maxConnectionsPerAddress == maxConnections()
            ? maxConnections(newMaxAssociations)
            : maxConnectionsPerAddress,
        callerCertificates);
  }
}
