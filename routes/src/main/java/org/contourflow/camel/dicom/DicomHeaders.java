package org.contourflow.camel.dicom;

import org.apache.camel.spi.Metadata;

/** Message headers of the component. */
public final class DicomHeaders {
  @Metadata(
      label = "consumer",
      description = "What the message is: INSTANCE, COMMITMENT_REPORT or MATCH.",
      javaType = "String",
      enums = "INSTANCE,COMMITMENT_REPORT,MATCH")
  public static final String EVENT = "CamelDicomEvent";

  @Metadata(label = "consumer", description = "SOP Class UID of the instance.", javaType = "String")
  public static final String SOP_CLASS_UID = "CamelDicomSopClassUid";

  @Metadata(
      label = "consumer",
      description = "SOP Instance UID of the instance.",
      javaType = "String")
  public static final String SOP_INSTANCE_UID = "CamelDicomSopInstanceUid";

  @Metadata(
      label = "consumer",
      description = "Study Instance UID, of an instance or a match.",
      javaType = "String")
  public static final String STUDY_INSTANCE_UID = "CamelDicomStudyInstanceUid";

  @Metadata(
      label = "consumer",
      description = "Series Instance UID, of an instance or a match.",
      javaType = "String")
  public static final String SERIES_INSTANCE_UID = "CamelDicomSeriesInstanceUid";

  @Metadata(
      label = "consumer",
      description = "Transfer Syntax UID the instance came in.",
      javaType = "String")
  public static final String TRANSFER_SYNTAX_UID = "CamelDicomTransferSyntaxUid";

  @Metadata(
      label = "consumer",
      description = "AE title of the peer that sent the instance or the report.",
      javaType = "String")
  public static final String CALLING_AE_TITLE = "CamelDicomCallingAeTitle";

  @Metadata(
      label = "consumer",
      description = "The whole record of the arrival.",
      javaType = "org.contourflow.dicom.net.scp.ReceivedInstance")
  public static final String RECEIVED_INSTANCE = "CamelDicomReceivedInstance";

  @Metadata(
      label = "consumer",
      description =
          "Set by the route to answer the sender another DIMSE status than success, e.g. 0xA700."
              + " Success (0) and failures only.",
      javaType = "Integer")
  public static final String STATUS = "CamelDicomStatus";

  @Metadata(
      label = "consumer",
      description =
          "Set by the route, with STATUS, to say why; at most 64 characters, no patient data.",
      javaType = "String")
  public static final String STATUS_COMMENT = "CamelDicomStatusComment";

  @Metadata(
      label = "producer",
      description = "What to ask the peer; overrides the option command.",
      javaType = "org.contourflow.camel.dicom.DicomCommand",
      enums = "STORE,ECHO,COMMIT,FIND,MOVE")
  public static final String COMMAND = "CamelDicomCommand";

  @Metadata(
      label = "producer",
      description = "Number of instances the peer has stored, of a STORE.",
      javaType = "Integer")
  public static final String STORED = "CamelDicomStored";

  @Metadata(
      label = "producer",
      description = "Number of instances the peer has not stored, of a STORE.",
      javaType = "Integer")
  public static final String NOT_STORED = "CamelDicomNotStored";

  @Metadata(
      label = "producer",
      description = "Transaction UID of a COMMIT; made if the caller gives none.",
      javaType = "String")
  public static final String TRANSACTION_UID = "CamelDicomTransactionUid";

  @Metadata(
      label = "producer",
      description = "Whether a FIND had more matches than maxMatches.",
      javaType = "Boolean")
  public static final String TRUNCATED = "CamelDicomTruncated";

  private DicomHeaders() {}
}
