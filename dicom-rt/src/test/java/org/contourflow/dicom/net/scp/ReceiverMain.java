package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A receiver in a process of its own, to be killed: spool folder, port. Its index is a file. */
public final class ReceiverMain {
  private ReceiverMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    Spool spool = Spool.open(folder, 0);
    FileChannel index =
        FileChannel.open(
            folder.resolve("index.txt"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND);
    InstanceSink sink =
        instance -> {
          String row = instance.sopInstanceUid() + " " + instance.file().getFileName() + "\n";
          synchronized (index) {
            index.write(ByteBuffer.wrap(row.getBytes(StandardCharsets.US_ASCII)));
            index.force(true);
          }
          return InstanceSink.Decision.accepted();
        };
    DicomListener listener =
        new DicomListener(
            ListenerSettings.of("CONTOURFLOW", port).withBindAddress("127.0.0.1"), spool, sink);
    listener.start();
    Thread.sleep(Long.MAX_VALUE);
  }
}
