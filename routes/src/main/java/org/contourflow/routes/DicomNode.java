package org.contourflow.routes;

import java.io.IOException;
import java.nio.file.Path;
import org.contourflow.config.Settings;
import org.contourflow.dicom.net.AllowedCaller;
import org.contourflow.dicom.net.DicomListener;
import org.contourflow.dicom.net.InstanceSink;
import org.contourflow.dicom.net.ListenerSettings;
import org.contourflow.dicom.net.ReceivedInstance;
import org.contourflow.dicom.net.Spool;
import org.contourflow.intake.Intake;

/** The C-STORE listener, its spool, and the way from there to intake. */
final class DicomNode implements AutoCloseable {
  /** Free space below which nothing more is taken. */
  private static final long RESERVE_BYTES = 500_000_000;

  private final Spool spool;
  private final DicomListener listener;

  private DicomNode(Spool spool, DicomListener listener) {
    this.spool = spool;
    this.listener = listener;
  }

  static DicomNode start(Settings.Listener settings, Path incoming, Intake intake)
      throws IOException {
    Spool spool = Spool.open(incoming.resolve("cstore"), RESERVE_BYTES);
    try {
      // What a crash left whole but perhaps unacknowledged: taking it twice changes nothing.
      for (Path left : spool.received()) {
        intake.take(left, left.getFileName().toString(), Intake.Source.CSTORE);
      }
      DicomListener listener =
          new DicomListener(listenerSettings(settings), spool, i -> sink(intake, i));
      listener.start();
      return new DicomNode(spool, listener);
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  private static ListenerSettings listenerSettings(Settings.Listener settings) {
    return ListenerSettings.of(settings.aeTitle(), settings.port())
        .withBindAddress(settings.bind().equals("0.0.0.0") ? "" : settings.bind())
        .withMaxAssociations(settings.maxAssociations())
        .withAllowedCallers(settings.allowedCallers().stream().map(AllowedCaller::parse).toList());
  }

  /** Stored or put aside with its reason: either way it is safe here, and the sender may go. */
  private static InstanceSink.Decision sink(Intake intake, ReceivedInstance instance)
      throws IOException {
    String name = instance.sopInstanceUid() + ".dcm";
    Intake.Outcome outcome = intake.take(instance.file(), name, Intake.Source.CSTORE);
    return outcome instanceof Intake.Outcome.AlreadyThere
        ? new InstanceSink.Decision.AlreadyHeld()
        : InstanceSink.Decision.accepted();
  }

  int port() {
    return listener.port();
  }

  @Override
  public void close() {
    listener.close();
    try {
      spool.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
