package org.contourflow.query;

import java.util.List;
import org.contourflow.audit.Event;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;

/**
 * One case with everything that the store has of it; no patient identifiers.
 *
 * @param protocolSha256 of the protocol's text by which its last step was done; empty: nobody wrote
 *     any
 * @param events oldest first
 * @param verdicts what people said of it, oldest first
 */
public record CaseView(
    CaseRecord record,
    String protocolSha256,
    List<Event> events,
    List<CaseFinding> findings,
    List<CaseStructure> structures,
    List<DeliveryRecord> deliveries,
    List<PersonsVerdict> verdicts) {
  public CaseView {
    events = List.copyOf(events);
    findings = List.copyOf(findings);
    structures = List.copyOf(structures);
    deliveries = List.copyOf(deliveries);
    verdicts = List.copyOf(verdicts);
  }
}
