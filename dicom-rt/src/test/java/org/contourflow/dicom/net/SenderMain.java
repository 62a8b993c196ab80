package org.contourflow.dicom.net;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.dicom.net.scu.StoreScu;

/** A sender in a process of its own, to be killed: port, files. */
public final class SenderMain {
  private SenderMain() {}

  public static void main(String[] arguments) {
    StoreScu scu =
        new StoreScu(
            new AeTitle("CHILD"),
            RemoteNode.of("CONTOURFLOW", "127.0.0.1", Integer.parseInt(arguments[0])),
            TestNode.PATIENT);
    List<Path> files = Arrays.stream(arguments).skip(1).map(Path::of).toList();
    while (true) {
      scu.send(files);
    }
  }
}
