package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.dicom.net.scu.QueryLevel;
import org.contourflow.dicom.net.scu.QueryScu;
import org.contourflow.dicom.net.scu.QueryScu.MoveOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow fetch}: has a PACS send a study, by C-MOVE. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Has a PACS send a study (C-MOVE): to a folder, by a listener this command opens on --port, or"
          + " with --destination to a node that is running already, such as the daemon.",
      "The PACS must know the destination's AE title, host and port."
    })
public final class FetchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PeerOptions peer;

  @Option(names = "--study", required = true, paramLabel = "UID", description = "The study.")
  private String study;

  @Option(names = "--series", paramLabel = "UID", description = "One series of it only.")
  private String series;

  @Option(names = "--destination", paramLabel = "AET", description = "A node that is running.")
  private String destination;

  @Option(
      names = "--port",
      defaultValue = "11112",
      description = "Port to listen on without --destination; default ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder; needed to listen.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (!DicomUid.isUsable(study) || series != null && !DicomUid.isUsable(series)) {
      throw Failure.usage(java.util.List.of("--study and --series are UIDs"));
    }
    if (destination != null) {
      return report(move(new AeTitle(destination)), -1);
    }
    if (out == null) {
      throw Failure.usage(java.util.List.of("--out or --destination is needed"));
    }
    return listenAndMove();
  }

  private int listenAndMove() throws IOException {
    AtomicInteger arrived = new AtomicInteger();
    Files.createDirectories(out);
    InstanceSink sink =
        instance -> {
          // Renamed within one disk or copied; the name is a checked UID.
          Files.move(
              instance.file(),
              out.resolve(instance.sopInstanceUid() + Spool.SUFFIX),
              java.nio.file.StandardCopyOption.REPLACE_EXISTING);
          arrived.incrementAndGet();
          return InstanceSink.Decision.accepted();
        };
    try (Spool spool = Spool.open(out.resolve(".receiving"), 0);
        DicomListener listener =
            new DicomListener(ListenerSettings.of(peer.own().value(), port), spool, sink)) {
      listener.start();
      return report(move(peer.own()), arrived.get());
    }
  }

  private MoveOutcome move(AeTitle to) {
    DicomDataset keys = DicomDataset.create().put(DicomTag.StudyInstanceUID, study);
    if (series != null) {
      keys.put(DicomTag.SeriesInstanceUID, series);
    }
    QueryLevel level = series == null ? QueryLevel.STUDY : QueryLevel.SERIES;
    return new QueryScu(peer.own(), peer.node(), NetworkTimeouts.defaults())
        .move(level, keys, to, progress -> {});
  }

  private int report(MoveOutcome outcome, int arrived) {
    return outcome.accept(
        new MoveOutcome.Visitor<>() {
          @Override
          public Integer moved(MoveOutcome.Moved moved) {
            return report(moved, arrived);
          }

          @Override
          public Integer refused(MoveOutcome.Refused refused) {
            throw Failure.refused(
                peer.node() + " refused: " + refused.status() + " " + refused.comment());
          }

          @Override
          public Integer failed(MoveOutcome.Failed failed) {
            throw Failure.refused(failed.cause());
          }
        });
  }

  private int report(MoveOutcome.Moved moved, int arrived) {
    PrintWriter text = spec.commandLine().getOut();
    text.println(
        peer.node()
            + " sent "
            + moved.completed()
            + ", failed to send "
            + moved.failed()
            + (arrived < 0 ? "" : "; " + arrived + " arrived in " + out));
    boolean nothing = arrived == 0 || arrived < 0 && moved.completed() == 0;
    if (nothing) {
      text.println("nothing came: does the PACS have the study, does it know this node's address?");
    }
    return moved.failed() == 0 && !nothing ? 0 : 1;
  }
}
