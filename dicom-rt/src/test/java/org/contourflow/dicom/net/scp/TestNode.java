package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.scu.StoreScu;

/** A listener on a free loopback port whose sink remembers what arrived. */
public final class TestNode implements AutoCloseable {
  /** Of peers that mean well: nobody is cut because the machine stands still for a minute. */
  public static final NetworkTimeouts PATIENT =
      NetworkTimeouts.defaults()
          .withConnect(Duration.ofMinutes(4), Duration.ofMinutes(4))
          .withPdu(Duration.ofMinutes(4))
          .withIdle(Duration.ofMinutes(4))
          .withResponse(Duration.ofMinutes(4), Duration.ofMinutes(5));

  public final List<ReceivedInstance> arrived = new CopyOnWriteArrayList<>();
  final Path folder;
  final Spool spool;
  public final DicomListener listener;

  private TestNode(
      Path folder, Spool spool, UnaryOperator<ListenerSettings> change, InstanceSink sink)
      throws IOException {
    this.folder = folder;
    this.spool = spool;
    InstanceSink remembering =
        instance -> {
          InstanceSink.Decision decision = sink.accept(instance);
          if (decision instanceof InstanceSink.Decision.Accepted) {
            arrived.add(instance);
          }
          return decision;
        };
    ListenerSettings settings =
        change.apply(
            ListenerSettings.of("CONTOURFLOW", 0)
                .withBindAddress("127.0.0.1")
                .withTimeouts(PATIENT));
    this.listener = new DicomListener(settings, spool, remembering);
    listener.start();
  }

  public static TestNode start(Path folder) throws IOException {
    return start(folder, UnaryOperator.identity());
  }

  public static TestNode start(Path folder, UnaryOperator<ListenerSettings> change)
      throws IOException {
    return start(folder, change, instance -> InstanceSink.Decision.accepted());
  }

  public static TestNode start(
      Path folder, UnaryOperator<ListenerSettings> change, InstanceSink sink) throws IOException {
    return new TestNode(folder, Spool.open(folder, 0), change, sink);
  }

  public static TestNode start(Path folder, Spool spool, InstanceSink sink) throws IOException {
    return new TestNode(folder, spool, UnaryOperator.identity(), sink);
  }

  public int port() {
    return listener.port();
  }

  public StoreScu scu() {
    return scu("TESTSCU");
  }

  public StoreScu scu(String calling) {
    return new StoreScu(
        new AeTitle(calling), RemoteNode.of("CONTOURFLOW", "127.0.0.1", port()), PATIENT);
  }

  public List<Path> receivedFiles() throws IOException {
    return spool.received();
  }

  /** Names of files half received. */
  public List<String> partialFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("partial"))) {
      return files.map(p -> p.getFileName().toString()).toList();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    spool.close();
  }
}
