package org.contourflow.camel.dicom;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.contourflow.dicom.net.CallerCertificates;
import org.contourflow.dicom.net.scp.InstanceCatalog;
import org.contourflow.dicom.net.scu.QueryLevel;

/**
 * The options of an endpoint, as Camel sets them: a bean with a getter and a setter each, long for
 * that reason alone. {@link DicomEndpointSettings} turns it into checked settings.
 */
@UriParams
public class DicomConfiguration implements Cloneable {
  @UriParam(
      defaultValue = "CONTOURFLOW",
      description =
          "This node's AE title: the called title of a listener, the calling title of a producer.")
  private String aeTitle = "CONTOURFLOW";

  @UriParam(
      label = "consumer",
      description = "Address of the interface to listen on; all interfaces if not given.")
  private String bindAddress;

  @UriParam(defaultValue = "104", description = "Port to listen on, or port of the peer.")
  private int port = 104;

  @UriParam(
      label = "consumer",
      description =
          "Folder arrivals are written to, durably, before they are acknowledged. Required by listen. One listener a folder.")
  private String spool;

  @UriParam(
      label = "consumer",
      defaultValue = "1073741824",
      description =
          "Free disk space in bytes below which every instance is refused with status A700.")
  private long reserveBytes = 1073741824L;

  @UriParam(
      label = "consumer",
      description =
          "Comma-separated callers let in, each an AE title, alone or followed by an at sign and a host, an address or a block like 10.0.0.0/8; any caller if not given.")
  private String allowedCallers;

  @UriParam(
      label = "consumer",
      description =
          "Comma-separated storage SOP classes to accept, by keyword (CTImageStorage) or UID, or an asterisk for all; what travels with a planning CT if not given.")
  private String sopClasses;

  @UriParam(
      label = "consumer",
      description =
          "Comma-separated transfer syntax UIDs to accept, most wanted first; all but deflated and video if not given.")
  private String transferSyntaxes;

  @UriParam(
      label = "consumer",
      defaultValue = "20",
      description = "Associations at once; the next is rejected as transient.")
  private int maxAssociations = 20;

  /** Connections of one address at once; 0: as many as of all. Set in Java only. */
  private int maxConnectionsPerAddress = 0;

  /** Which certificate the callers of an AE title must show. Set in Java only. */
  private CallerCertificates callerCertificates;

  @UriParam(defaultValue = "131072", description = "Longest PDU sent and taken, 4096 to 1048576.")
  private int maxPduBytes = 131072;

  @UriParam(
      label = "consumer",
      defaultValue = "2147483648",
      description = "Longest data set taken.")
  private long maxInstanceBytes = 2147483648L;

  @UriParam(
      label = "consumer",
      description = "Bean that knows what is held; given, storage commitment requests are served.")
  private InstanceCatalog instanceCatalog;

  @UriParam(
      label = "consumer",
      description =
          "Comma-separated peers, each AE title, at sign, host, colon and port, whose commitment reports go over an association of their own; others get theirs on the association they asked on.")
  private String commitmentPeers;

  @UriParam(
      label = "consumer",
      defaultValue = "false",
      description =
          "Whether reports on this node's own commitment requests are taken, as exchanges with the event COMMITMENT_REPORT.")
  private boolean commitmentReports = false;

  @UriParam(label = "producer", description = "AE title of the peer. Required by send and query.")
  private String calledAeTitle;

  @UriParam(label = "producer", description = "Host of the peer. Required by send and query.")
  private String host;

  @UriParam(
      label = "producer",
      description =
          "What to ask the peer: STORE (default of send), ECHO, COMMIT, FIND (default of query), MOVE.")
  private DicomCommand command;

  @UriParam(
      label = "producer",
      defaultValue = "true",
      description =
          "Whether anything short of success is an exception, so that the route's error handler redelivers; otherwise the outcome is the body.")
  private boolean throwOnFailure = true;

  @UriParam(
      label = "query",
      description =
          "Repository of Study, Series or SOP Instance UIDs that a polling dicom:query has handed out; in memory if not given.")
  private IdempotentRepository idempotentRepository;

  @UriParam(
      label = "producer",
      defaultValue = "0",
      javaType = "java.time.Duration",
      description =
          "How long a COMMIT waits for the report, on its own association, which it keeps open, or at a listener of the same component; 0 leaves the report to the listener's route.")
  private long commitWait = 0L;

  @UriParam(label = "query", defaultValue = "STUDY", description = "Query level.")
  private QueryLevel level = QueryLevel.STUDY;

  @UriParam(
      label = "query",
      prefix = "match.",
      multiValue = true,
      description =
          "Keys of a query as options, e.g. match.Modality=CT&match.StudyDate=20260101-; added to those of the body.")
  private Map<String, Object> match = new LinkedHashMap<>();

  @UriParam(
      label = "query",
      defaultValue = "-1",
      description =
          "Days before today that StudyDate may lie back in each poll of a polling dicom:query; 0 is today only, -1 any date.")
  private int windowDays = -1;

  @UriParam(
      label = "query",
      defaultValue = "false",
      description =
          "Whether a polling dicom:query hands a study or series out again when the peer says that it has more instances than then. The repository's keys are then UID, hash, number.")
  private boolean noticeGrowth = false;

  @UriParam(
      label = "query",
      description = "AE title a MOVE sends to; aeTitle if not given. The peer must know it.")
  private String destination;

  @UriParam(label = "query", defaultValue = "1000", description = "Most matches taken from a FIND.")
  private int maxMatches = 1000;

  @UriParam(
      label = "timeout",
      defaultValue = "10000",
      javaType = "java.time.Duration",
      description = "Time to connect, and for the TLS hand-shake of a producer.")
  private long connectTimeout = 10000L;

  @UriParam(
      label = "timeout",
      defaultValue = "10000",
      javaType = "java.time.Duration",
      description =
          "Time from the connection to the end of the negotiation, TLS hand-shake included.")
  private long negotiateTimeout = 10000L;

  @UriParam(
      label = "timeout",
      defaultValue = "30000",
      javaType = "java.time.Duration",
      description = "Time from a PDU's first byte to its last; a slower peer is cut off.")
  private long pduTimeout = 30000L;

  @UriParam(
      label = "timeout",
      defaultValue = "60000",
      javaType = "java.time.Duration",
      description = "Time between two messages of an accepted association.")
  private long idleTimeout = 60000L;

  @UriParam(
      label = "timeout",
      defaultValue = "60000",
      javaType = "java.time.Duration",
      description = "Time for a peer's answer to a request.")
  private long responseTimeout = 60000L;

  @UriParam(
      label = "timeout",
      defaultValue = "300000",
      javaType = "java.time.Duration",
      description = "Time between two pending answers of FIND or MOVE.")
  private long retrieveTimeout = 300000L;

  @UriParam(
      label = "timeout",
      defaultValue = "300000",
      javaType = "java.time.Duration",
      description =
          "Time this side may take for one message, the route included, before the connection is cut.")
  private long processingTimeout = 300000L;

  @UriParam(
      label = "security",
      description =
          "PKCS#12 or JKS file with this node's key and certificate; given, the endpoint speaks TLS.")
  private String keyStore;

  @UriParam(label = "security", secret = true, description = "Password of the key store.")
  private String keyPassword;

  @UriParam(
      label = "security",
      description = "PKCS#12 or JKS file with the certificates trusted. Required with keyStore.")
  private String trustStore;

  @UriParam(label = "security", secret = true, description = "Password of the trust store.")
  private String trustPassword;

  @UriParam(
      label = "security",
      defaultValue = "true",
      description = "Whether a listener wants a trusted certificate of its callers.")
  private boolean clientCertificateRequired = true;

  @UriParam(
      label = "security",
      defaultValue = "true",
      description = "Whether a producer wants the peer's certificate to name the host.")
  private boolean peerNameChecked = true;

  @UriParam(
      label = "security",
      defaultValue = "TLSv1.3,TLSv1.2",
      description = "TLS versions spoken, of TLSv1.3 and TLSv1.2.")
  private String tlsProtocols = "TLSv1.3,TLSv1.2";

  /** An independent copy. */
  public DicomConfiguration copy() {
    try {
      DicomConfiguration copy = (DicomConfiguration) super.clone();
      copy.match = new LinkedHashMap<>(match);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new RuntimeCamelException(e);
    }
  }

  public String getAeTitle() {
    return aeTitle;
  }

  public void setAeTitle(String aeTitle) {
    this.aeTitle = aeTitle;
  }

  public String getBindAddress() {
    return bindAddress;
  }

  public void setBindAddress(String bindAddress) {
    this.bindAddress = bindAddress;
  }

  public int getPort() {
    return port;
  }

  public void setPort(int port) {
    this.port = port;
  }

  public String getSpool() {
    return spool;
  }

  public void setSpool(String spool) {
    this.spool = spool;
  }

  public long getReserveBytes() {
    return reserveBytes;
  }

  public void setReserveBytes(long reserveBytes) {
    this.reserveBytes = reserveBytes;
  }

  public String getAllowedCallers() {
    return allowedCallers;
  }

  public void setAllowedCallers(String allowedCallers) {
    this.allowedCallers = allowedCallers;
  }

  public String getSopClasses() {
    return sopClasses;
  }

  public void setSopClasses(String sopClasses) {
    this.sopClasses = sopClasses;
  }

  public String getTransferSyntaxes() {
    return transferSyntaxes;
  }

  public void setTransferSyntaxes(String transferSyntaxes) {
    this.transferSyntaxes = transferSyntaxes;
  }

  public int getMaxAssociations() {
    return maxAssociations;
  }

  public void setMaxAssociations(int maxAssociations) {
    this.maxAssociations = maxAssociations;
  }

  public int getMaxConnectionsPerAddress() {
    return maxConnectionsPerAddress;
  }

  public void setMaxConnectionsPerAddress(int maxConnectionsPerAddress) {
    this.maxConnectionsPerAddress = maxConnectionsPerAddress;
  }

  public CallerCertificates getCallerCertificates() {
    return callerCertificates;
  }

  public void setCallerCertificates(CallerCertificates callerCertificates) {
    this.callerCertificates = callerCertificates;
  }

  public int getMaxPduBytes() {
    return maxPduBytes;
  }

  public void setMaxPduBytes(int maxPduBytes) {
    this.maxPduBytes = maxPduBytes;
  }

  public long getMaxInstanceBytes() {
    return maxInstanceBytes;
  }

  public void setMaxInstanceBytes(long maxInstanceBytes) {
    this.maxInstanceBytes = maxInstanceBytes;
  }

  public InstanceCatalog getInstanceCatalog() {
    return instanceCatalog;
  }

  public void setInstanceCatalog(InstanceCatalog instanceCatalog) {
    this.instanceCatalog = instanceCatalog;
  }

  public String getCommitmentPeers() {
    return commitmentPeers;
  }

  public void setCommitmentPeers(String commitmentPeers) {
    this.commitmentPeers = commitmentPeers;
  }

  public boolean isCommitmentReports() {
    return commitmentReports;
  }

  public void setCommitmentReports(boolean commitmentReports) {
    this.commitmentReports = commitmentReports;
  }

  public String getCalledAeTitle() {
    return calledAeTitle;
  }

  public void setCalledAeTitle(String calledAeTitle) {
    this.calledAeTitle = calledAeTitle;
  }

  public String getHost() {
    return host;
  }

  public void setHost(String host) {
    this.host = host;
  }

  public IdempotentRepository getIdempotentRepository() {
    return idempotentRepository;
  }

  public void setIdempotentRepository(IdempotentRepository idempotentRepository) {
    this.idempotentRepository = idempotentRepository;
  }

  public DicomCommand getCommand() {
    return command;
  }

  public void setCommand(DicomCommand command) {
    this.command = command;
  }

  public boolean isThrowOnFailure() {
    return throwOnFailure;
  }

  public void setThrowOnFailure(boolean throwOnFailure) {
    this.throwOnFailure = throwOnFailure;
  }

  public long getCommitWait() {
    return commitWait;
  }

  public void setCommitWait(long commitWait) {
    this.commitWait = commitWait;
  }

  public QueryLevel getLevel() {
    return level;
  }

  public void setLevel(QueryLevel level) {
    this.level = level;
  }

  public Map<String, Object> getMatch() {
    return match;
  }

  public void setMatch(Map<String, Object> match) {
    this.match = match;
  }

  public int getWindowDays() {
    return windowDays;
  }

  public void setWindowDays(int windowDays) {
    this.windowDays = windowDays;
  }

  public boolean isNoticeGrowth() {
    return noticeGrowth;
  }

  public void setNoticeGrowth(boolean noticeGrowth) {
    this.noticeGrowth = noticeGrowth;
  }

  public String getDestination() {
    return destination;
  }

  public void setDestination(String destination) {
    this.destination = destination;
  }

  public int getMaxMatches() {
    return maxMatches;
  }

  public void setMaxMatches(int maxMatches) {
    this.maxMatches = maxMatches;
  }

  public long getConnectTimeout() {
    return connectTimeout;
  }

  public void setConnectTimeout(long connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  public long getNegotiateTimeout() {
    return negotiateTimeout;
  }

  public void setNegotiateTimeout(long negotiateTimeout) {
    this.negotiateTimeout = negotiateTimeout;
  }

  public long getPduTimeout() {
    return pduTimeout;
  }

  public void setPduTimeout(long pduTimeout) {
    this.pduTimeout = pduTimeout;
  }

  public long getIdleTimeout() {
    return idleTimeout;
  }

  public void setIdleTimeout(long idleTimeout) {
    this.idleTimeout = idleTimeout;
  }

  public long getResponseTimeout() {
    return responseTimeout;
  }

  public void setResponseTimeout(long responseTimeout) {
    this.responseTimeout = responseTimeout;
  }

  public long getRetrieveTimeout() {
    return retrieveTimeout;
  }

  public void setRetrieveTimeout(long retrieveTimeout) {
    this.retrieveTimeout = retrieveTimeout;
  }

  public long getProcessingTimeout() {
    return processingTimeout;
  }

  public void setProcessingTimeout(long processingTimeout) {
    this.processingTimeout = processingTimeout;
  }

  public String getKeyStore() {
    return keyStore;
  }

  public void setKeyStore(String keyStore) {
    this.keyStore = keyStore;
  }

  public String getKeyPassword() {
    return keyPassword;
  }

  public void setKeyPassword(String keyPassword) {
    this.keyPassword = keyPassword;
  }

  public String getTrustStore() {
    return trustStore;
  }

  public void setTrustStore(String trustStore) {
    this.trustStore = trustStore;
  }

  public String getTrustPassword() {
    return trustPassword;
  }

  public void setTrustPassword(String trustPassword) {
    this.trustPassword = trustPassword;
  }

  public boolean isClientCertificateRequired() {
    return clientCertificateRequired;
  }

  public void setClientCertificateRequired(boolean clientCertificateRequired) {
    this.clientCertificateRequired = clientCertificateRequired;
  }

  public boolean isPeerNameChecked() {
    return peerNameChecked;
  }

  public void setPeerNameChecked(boolean peerNameChecked) {
    this.peerNameChecked = peerNameChecked;
  }

  public String getTlsProtocols() {
    return tlsProtocols;
  }

  public void setTlsProtocols(String tlsProtocols) {
    this.tlsProtocols = tlsProtocols;
  }
}
