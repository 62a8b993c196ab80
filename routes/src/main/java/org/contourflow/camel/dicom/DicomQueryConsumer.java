package org.contourflow.camel.dicom;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.ScheduledPollConsumer;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.net.scu.QueryScu;
import org.contourflow.dicom.net.scu.QueryScu.FindOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code from("dicom:query?...")}: a C-FIND repeated; every match not handed out before is an
 * exchange. A match whose route fails is handed out again at the next poll.
 */
public class DicomQueryConsumer extends ScheduledPollConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(DicomQueryConsumer.class);
  private static final int REMEMBERED = 100_000;

  private final DicomConfiguration options;
  private QueryScu scu;
  private IdempotentRepository handedOut;

  /** For the endpoint. */
  public DicomQueryConsumer(DicomEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.options = endpoint.getConfiguration();
  }

  @Override
  protected void doStart() throws Exception {
    keys();
    scu = DicomQueryProducer.scu(options);
    handedOut =
        options.getIdempotentRepository() != null
            ? options.getIdempotentRepository()
            : MemoryIdempotentRepository.memoryIdempotentRepository(REMEMBERED);
    ServiceHelper.startService(handedOut);
    super.doStart();
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    if (options.getIdempotentRepository() == null) {
      ServiceHelper.stopService(handedOut);
    }
  }

  @Override
  protected int poll() throws Exception {
    FindOutcome outcome = scu.find(options.getLevel(), keys(), options.getMaxMatches());
    if (!(outcome instanceof FindOutcome.Found found)) {
      throw new RuntimeCamelException("the polled query failed: " + outcome);
    }
    if (found.truncated()) {
      LOG.warn(
          "a polled query has more matches than the {} that were taken: narrow it, or raise"
              + " maxMatches; what is left out is not seen",
          found.matches().size());
    }
    int handed = 0;
    for (DicomDataset match : found.matches()) {
      String key = key(match);
      if (isRunAllowed() && !key.isEmpty() && handedOut.add(key)) {
        handOut(match, key);
        handed++;
      }
    }
    return handed;
  }

  private DicomDataset keys() {
    DicomDataset keys = DicomBodies.keys(null, options.getMatch());
    askFor(keys, uidTag());
    if (options.isNoticeGrowth()) {
      askFor(keys, countTag());
    }
    if (options.getWindowDays() >= 0) {
      LocalDate from = LocalDate.now().minusDays(options.getWindowDays());
      keys.put(DicomTag.StudyDate, from.format(DateTimeFormatter.BASIC_ISO_DATE) + "-");
    }
    return keys;
  }

  private static void askFor(DicomDataset keys, int tag) {
    if (!keys.contains(tag)) {
      keys.putEmpty(tag);
    }
  }

  private String key(DicomDataset match) {
    String uid = match.text(uidTag());
    return options.isNoticeGrowth() && !uid.isEmpty()
        ? uid + "#" + match.text(countTag()).strip()
        : uid;
  }

  private int countTag() {
    return switch (options.getLevel()) {
      case STUDY -> DicomTag.NumberOfStudyRelatedInstances;
      case SERIES -> DicomTag.NumberOfSeriesRelatedInstances;
      case IMAGE -> throw new IllegalArgumentException("noticeGrowth is for STUDY and SERIES");
    };
  }

  private int uidTag() {
    return switch (options.getLevel()) {
      case STUDY -> DicomTag.StudyInstanceUID;
      case SERIES -> DicomTag.SeriesInstanceUID;
      case IMAGE -> DicomTag.SOPInstanceUID;
    };
  }

  private void handOut(DicomDataset match, String key) {
    Exchange exchange = createExchange(true);
    exchange.getIn().setBody(match);
    exchange.getIn().setHeader(DicomHeaders.EVENT, "MATCH");
    exchange
        .getIn()
        .setHeader(DicomHeaders.STUDY_INSTANCE_UID, match.text(DicomTag.StudyInstanceUID));
    exchange
        .getIn()
        .setHeader(DicomHeaders.SERIES_INSTANCE_UID, match.text(DicomTag.SeriesInstanceUID));
    try {
      getProcessor().process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
    if (exchange.getException() != null) {
      handedOut.remove(key);
      getExceptionHandler()
          .handleException("a match could not be processed", exchange, exchange.getException());
    } else {
      // Only now: after a crash in mid-route a repository that keeps what is confirmed has it anew.
      handedOut.confirm(key);
    }
    releaseExchange(exchange, false);
  }
}
