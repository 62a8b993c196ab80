package org.contourflow.testdata;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Loopback ports nobody listens on. They stay this process' until it ends: a port that is merely
 * found free is given to the next one who asks, in another test JVM or for an outgoing connection.
 */
public final class FreePort {
  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  /** Bound and never listening: on Linux a server may take the port, and nobody is given it. */
  private static final Queue<Socket> KEPT = new ConcurrentLinkedQueue<>();

  private FreePort() {}

  /** One of them; a server of this process, or of one that it starts, may listen there. */
  public static int find() throws IOException {
    Socket socket = new Socket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    int port = socket.getLocalPort();
    if (LINUX) {
      KEPT.add(socket);
    } else {
      socket.close();
    }
    return port;
  }
}
