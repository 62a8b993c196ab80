package org.contourflow.audit.syslog;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.contourflow.audit.Event;
import org.contourflow.audit.RunLog;
import org.contourflow.audit.syslog.AuditKind.Code;

/**
 * An event as an audit message of PS3.15 A.5.1. The case is the object that takes part; patient and
 * study, which the profile wants beside it, are left out: the run log has neither. The event's
 * number, sentence and seal are details of the object, so that the messages are a copy of the
 * chain.
 */
final class AuditMessage {
  /** PS3.16 CID 402. */
  private static final Code APPLICATION = new Code("110150", "Application");

  private static final Code LAUNCHER = new Code("110151", "Application Launcher");
  private static final Code DESTINATION = new Code("110152", "Destination Role ID");
  private static final Code SOURCE = new Code("110153", "Source Role ID");
  private static final String OURS = "99CONTOURFLOW";

  private final String application;
  private final String host;

  /**
   * Messages of a service.
   *
   * @param application its name
   * @param host the machine's name
   */
  AuditMessage(String application, String host) {
    this.application = application;
    this.host = host;
  }

  /** The message, XML 1.0; empty if events of this type are not sent. */
  Optional<String> of(Event event) {
    return AuditKind.of(event.type()).map(kind -> xml(event, kind));
  }

  private String xml(Event event, AuditKind kind) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      out.writeStartDocument("UTF-8", "1.0");
      out.writeStartElement("AuditMessage");
      identification(out, event, kind);
      participants(out, event, kind);
      out.writeStartElement("AuditSourceIdentification");
      out.writeAttribute("AuditSourceID", application + "@" + host);
      code(out, "AuditSourceTypeCode", "4", "DCM", "Application Server");
      out.writeEndElement();
      object(out, event);
      out.writeEndElement();
      out.writeEndDocument();
      out.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a string can always be written", e);
    }
    return text.toString();
  }

  private static void identification(XMLStreamWriter out, Event event, AuditKind kind)
      throws XMLStreamException {
    out.writeStartElement("EventIdentification");
    out.writeAttribute("EventActionCode", String.valueOf(kind.action()));
    out.writeAttribute("EventDateTime", event.at().toString());
    // 0 success, 4 minor failure, 8 serious failure.
    out.writeAttribute(
        "EventOutcomeIndicator",
        switch (event.type().severity()) {
          case INFO -> "0";
          case WARNING -> "4";
          case ERROR -> "8";
        });
    code(out, "EventID", kind.eventId());
    if (kind.eventType().isPresent()) {
      code(out, "EventTypeCode", kind.eventType().get());
    }
    code(out, "EventTypeCode", Integer.toString(event.type().number()), OURS, event.type().name());
    out.writeEndElement();
  }

  private void participants(XMLStreamWriter out, Event event, AuditKind kind)
      throws XMLStreamException {
    String user = event.actor().user();
    String other = event.actor().aeTitle().isEmpty() ? user : event.actor().aeTitle();
    String address = event.actor().address();
    switch (kind.direction()) {
      case IN -> {
        participant(out, other.isEmpty() ? "unknown" : other, true, address, SOURCE);
        participant(out, application, false, host, DESTINATION);
      }
      case OUT -> {
        participant(out, application, true, host, SOURCE);
        participant(out, target(event), false, "", DESTINATION);
      }
      case NONE -> {
        boolean person = !other.isEmpty();
        participant(out, application, !person, host, APPLICATION);
        if (person) {
          participant(out, other, true, address, LAUNCHER);
        }
      }
    }
  }

  /** The sentence of a hand-over begins with the target's name. */
  private static String target(Event event) {
    int colon = event.text().indexOf(':');
    return colon > 0 ? event.text().substring(0, colon) : "unknown";
  }

  private void participant(
      XMLStreamWriter out, String user, boolean requestor, String address, Code role)
      throws XMLStreamException {
    out.writeStartElement("ActiveParticipant");
    out.writeAttribute("UserID", user);
    out.writeAttribute("UserIsRequestor", Boolean.toString(requestor));
    if (!address.isEmpty()) {
      out.writeAttribute("NetworkAccessPointID", address);
      // 1 a machine's name, 2 an IP address.
      out.writeAttribute("NetworkAccessPointTypeCode", address.equals(host) ? "1" : "2");
    }
    code(out, "RoleIDCode", role);
    out.writeEndElement();
  }

  private void object(XMLStreamWriter out, Event event) throws XMLStreamException {
    boolean system = event.caseId().equals(RunLog.SYSTEM);
    out.writeStartElement("ParticipantObjectIdentification");
    out.writeAttribute("ParticipantObjectID", system ? application + "@" + host : event.caseId());
    out.writeAttribute("ParticipantObjectTypeCode", "2"); // A system object.
    out.writeAttribute("ParticipantObjectTypeCodeRole", system ? "13" : "20"); // Resource, or job.
    code(
        out,
        "ParticipantObjectIDTypeCode",
        system ? "system" : "case",
        OURS,
        system ? "Contourflow service" : "Contourflow case");
    out.writeStartElement("ParticipantObjectName");
    out.writeCharacters(system ? application : event.caseId());
    out.writeEndElement();
    detail(out, "Sequence", Long.toString(event.sequence()));
    detail(out, "Text", event.text());
    if (!event.configuration().isEmpty()) {
      detail(out, "Configuration", event.configuration());
    }
    detail(out, "Seal", event.seal().keyId() + " " + event.hash());
    out.writeEndElement();
  }

  private static void detail(XMLStreamWriter out, String type, String value)
      throws XMLStreamException {
    out.writeEmptyElement("ParticipantObjectDetail");
    out.writeAttribute("type", type);
    out.writeAttribute(
        "value", Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static void code(XMLStreamWriter out, String element, Code code)
      throws XMLStreamException {
    code(out, element, code.value(), "DCM", code.meaning());
  }

  private static void code(
      XMLStreamWriter out, String element, String value, String scheme, String meaning)
      throws XMLStreamException {
    out.writeEmptyElement(element);
    out.writeAttribute("csd-code", value);
    out.writeAttribute("codeSystemName", scheme);
    out.writeAttribute("originalText", meaning);
  }
}
