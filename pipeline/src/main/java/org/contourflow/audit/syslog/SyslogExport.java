package org.contourflow.audit.syslog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.dicom.DurableMove;
import org.contourflow.dicom.OwnerOnly;

/**
 * Sends the run log, event by event, from where it stood last: a file keeps the number of the last
 * event sent, so that neither a server that is away nor a restart loses one. One that was sent
 * while the process died may be sent twice; its number says so.
 */
public final class SyslogExport {
  private static final int PAGE = 200;

  private final RunLog log;
  private final SyslogLink link;
  private final Path position;
  private final AuditMessage messages;
  private final SyslogLine lines;
  private boolean silent;

  /**
   * An export.
   *
   * @param position file of the number of the last event sent; where there is none, what is in the
   *     log now is taken as sent
   * @param application what the messages call this service
   * @param host what they call this machine
   */
  public SyslogExport(RunLog log, SyslogLink link, Path position, String application, String host)
      throws IOException {
    this.log = log;
    this.link = link;
    this.position = position;
    this.messages = new AuditMessage(application, host);
    this.lines = new SyslogLine(host, application, ProcessHandle.current().pid());
    if (Files.notExists(position)) {
      OwnerOnly.folder(position.toAbsolutePath().getParent());
      keep(log.last().map(Event::sequence).orElse(0L));
    }
  }

  /**
   * Sends what is new; tells the run log once when the server cannot be reached, and once when it
   * can again.
   *
   * @return whether all of it was sent
   */
  public synchronized boolean send() throws IOException {
    long sent = Long.parseLong(Files.readString(position).strip());
    for (List<Event> page = log.after(sent, PAGE); !page.isEmpty(); page = log.after(sent, PAGE)) {
      long before = sent;
      try {
        for (Event event : page) {
          send(event);
          sent = event.sequence();
        }
      } catch (IOException e) {
        tellSilent(e);
        return false;
      } finally {
        if (sent > before) {
          keep(sent);
        }
      }
      tellHeard();
    }
    return true;
  }

  private void send(Event event) throws IOException {
    Optional<String> message = messages.of(event);
    if (message.isPresent()) {
      link.send(lines.of(event.at(), event.type().severity(), message.get()));
    }
  }

  private void keep(long sent) throws IOException {
    byte[] text = Long.toString(sent).getBytes(StandardCharsets.US_ASCII);
    DurableMove.write(position, out -> out.write(text));
  }

  private void tellSilent(IOException e) {
    if (!silent) {
      silent = true;
      log.append(
          RunLog.SYSTEM,
          EventType.SYSLOG_SILENT,
          "the syslog server "
              + link
              + " does not take audit messages ("
              + e.getClass().getSimpleName()
              + "); they are kept and sent when it does");
    }
  }

  private void tellHeard() {
    if (silent) {
      silent = false;
      log.append(
          RunLog.SYSTEM, EventType.SYSLOG_HEARD, "the syslog server " + link + " takes them again");
    }
  }
}
