package org.contourflow.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.IdempotentRepository;
import org.contourflow.camel.dicom.DicomComponent;
import org.contourflow.camel.dicom.DicomConfiguration;
import org.contourflow.camel.dicom.DicomEndpoint;
import org.contourflow.camel.dicom.DicomOperation;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.dicom.net.CallerCertificates;
import org.contourflow.dicom.net.scp.InstanceCatalog;
import org.contourflow.dicom.net.scu.QueryLevel;

/**
 * The settings' nodes as endpoints of the component {@code dicom}. Built by setters: passwords and
 * paths need no escaping in a URI, and stand in none.
 */
public final class DicomEndpoints {
  private static final long MEGABYTE = 1_000_000;

  /** Of one series; more than any CT has. */
  private static final int MOST_INSTANCES = 20_000;

  private final Settings settings;
  private final DicomComponent component;

  public DicomEndpoints(Settings settings, CamelContext camel) {
    this.settings = settings;
    this.component = camel.getComponent("dicom", DicomComponent.class);
  }

  /** {@code dicom:listen}. Reports on own requests are taken if any target wants commitment. */
  public DicomEndpoint listen(Path spool, InstanceCatalog catalog) {
    DicomSettings.Listener listener = settings.listener();
    DicomConfiguration options = component.getConfiguration().copy();
    options.setAeTitle(listener.aeTitle());
    options.setPort(listener.port());
    options.setBindAddress(listener.bind().equals("0.0.0.0") ? null : listener.bind());
    options.setSpool(spool.toString());
    options.setReserveBytes(listener.reserveMegabytes() * MEGABYTE);
    options.setAllowedCallers(String.join(",", listener.allowedCallers()));
    options.setMaxAssociations(listener.maxAssociations());
    options.setMaxConnectionsPerAddress(listener.maxConnectionsPerAddress());
    options.setCallerCertificates(CallerCertificates.of(listener.callerCertificates()));
    options.setMaxPduBytes(listener.maxPduBytes());
    options.setMaxInstanceBytes(listener.maxInstanceMegabytes() * MEGABYTE);
    options.setInstanceCatalog(catalog);
    options.setCommitmentPeers(String.join(",", listener.commitmentPeers()));
    options.setCommitmentReports(
        settings.targets().stream().anyMatch(DicomSettings.Target::commitment));
    timeouts(options, listener.timeouts());
    tls(options, listener.tls());
    return new DicomEndpoint("dicom:listen", component, DicomOperation.listen, options);
  }

  /** {@code dicom:send} to a target. What is not success is its answer, not an exception. */
  public DicomEndpoint send(DicomSettings.Target target) {
    DicomConfiguration options = component.getConfiguration().copy();
    options.setAeTitle(target.callingAeTitle());
    options.setCalledAeTitle(target.calledAeTitle());
    options.setHost(target.host());
    options.setPort(target.port());
    options.setMaxPduBytes(target.maxPduBytes());
    options.setCommitWait(Duration.ofSeconds(target.commitmentWaitSeconds()).toMillis());
    options.setThrowOnFailure(false);
    timeouts(options, target.timeouts());
    tls(options, target.tls());
    String uri = "dicom:send?name=" + target.name();
    return new DicomEndpoint(uri, component, DicomOperation.send, options);
  }

  /** {@code dicom:query} polled for studies; {@code seen} remembers which were fetched. */
  public DicomEndpoint studies(DicomSettings.Query query, IdempotentRepository seen)
      throws Exception {
    DicomEndpoint endpoint = query(query, "studies");
    DicomConfiguration options = endpoint.getConfiguration();
    options.setMatch(new LinkedHashMap<>(query.match()));
    options.setWindowDays(query.windowDays());
    options.setNoticeGrowth(true);
    options.setIdempotentRepository(seen);
    endpoint.setDelay(millis(query.intervalSeconds()));
    return endpoint;
  }

  /** {@code dicom:query} to find a study's series, and to have one sent. */
  public DicomEndpoint series(DicomSettings.Query query) {
    DicomEndpoint endpoint = query(query, "series");
    endpoint.getConfiguration().setLevel(QueryLevel.SERIES);
    return endpoint;
  }

  /** {@code dicom:query} to find the instances of a series. */
  public DicomEndpoint instances(DicomSettings.Query query) {
    DicomEndpoint endpoint = query(query, "instances");
    endpoint.getConfiguration().setLevel(QueryLevel.IMAGE);
    endpoint.getConfiguration().setMaxMatches(MOST_INSTANCES);
    return endpoint;
  }

  private DicomEndpoint query(DicomSettings.Query query, String what) {
    DicomConfiguration options = component.getConfiguration().copy();
    options.setAeTitle(settings.listener().aeTitle());
    options.setCalledAeTitle(query.calledAeTitle());
    options.setHost(query.host());
    options.setPort(query.port());
    options.setDestination(query.destination());
    options.setThrowOnFailure(false);
    timeouts(options, query.timeouts());
    tls(options, query.tls());
    String uri = "dicom:query?name=" + query.name() + "-" + what;
    return new DicomEndpoint(uri, component, DicomOperation.query, options);
  }

  private static void timeouts(DicomConfiguration options, DicomSettings.Timeouts timeouts) {
    options.setConnectTimeout(millis(timeouts.connectSeconds()));
    options.setNegotiateTimeout(millis(timeouts.negotiateSeconds()));
    options.setPduTimeout(millis(timeouts.pduSeconds()));
    options.setIdleTimeout(millis(timeouts.idleSeconds()));
    options.setResponseTimeout(millis(timeouts.responseSeconds()));
    options.setRetrieveTimeout(millis(timeouts.retrieveSeconds()));
    options.setProcessingTimeout(millis(timeouts.processingSeconds()));
  }

  private static long millis(int seconds) {
    return Duration.ofSeconds(seconds).toMillis();
  }

  private void tls(DicomConfiguration options, DicomSettings.Tls tls) {
    if (tls == null) {
      return;
    }
    options.setKeyStore(settings.inHome(tls.keyStore()).toString());
    options.setKeyPassword(tls.keyPassword().value());
    options.setTrustStore(settings.inHome(tls.trustStore()).toString());
    options.setTrustPassword(tls.trustPassword().value());
    options.setClientCertificateRequired(tls.clientCertificateRequired());
    options.setPeerNameChecked(tls.peerNameChecked());
    options.setTlsProtocols(String.join(",", tls.protocols()));
  }
}
