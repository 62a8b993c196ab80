package org.contourflow.dicom.net;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.dicom.net.scp.ReceiverMain;
import org.contourflow.testdata.PeerServer;

/** A class of these tests run as a process of its own. */
public final class ChildJvm {
  private ChildJvm() {}

  public static PeerServer start(Path folder, String heap, Class<?> main, String... arguments)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    all.addAll(List.of(arguments));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return PeerServer.start(java, folder, all.toArray(String[]::new));
  }

  /**
   * A receiver that listens.
   *
   * @param most it answers so many instances and then stands still
   */
  public static PeerServer receiver(Path folder, String heap, int port, int most)
      throws IOException, InterruptedException {
    String spool = folder.resolve("spool").toString();
    PeerServer receiver = start(folder, heap, ReceiverMain.class, spool, "" + port, "" + most);
    receiver.awaitPort(port);
    return receiver;
  }
}
