package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A receiver in a process of its own, to be killed: spool folder, port, and after how many
 * instances it answers no more. Its index is a file.
 */
public final class ReceiverMain {
  private ReceiverMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    int most = Integer.parseInt(arguments[2]);
    AtomicInteger taken = new AtomicInteger();
    Spool spool = Spool.open(folder, 0);
    FileChannel index =
        FileChannel.open(
            folder.resolve("index.txt"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND);
    InstanceSink sink =
        instance -> {
          if (taken.incrementAndGet() > most) {
            new CountDownLatch(1).await();
          }
          String row = instance.sopInstanceUid() + " " + instance.file().getFileName() + "\n";
          synchronized (index) {
            index.write(ByteBuffer.wrap(row.getBytes(StandardCharsets.US_ASCII)));
            index.force(true);
          }
          return InstanceSink.Decision.accepted();
        };
    DicomListener listener =
        new DicomListener(
            ListenerSettings.of("CONTOURFLOW", port)
                .withBindAddress("127.0.0.1")
                .withTimeouts(TestNode.PATIENT),
            spool,
            sink);
    listener.start();
    Thread.sleep(Long.MAX_VALUE);
  }
}
