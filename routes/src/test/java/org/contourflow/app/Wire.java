package org.contourflow.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port of loopback that passes on to another, well or badly. */
final class Wire implements AutoCloseable {
  /** How it passes on. */
  enum Fault {
    NONE,
    /** Takes the connection and says nothing. */
    SILENT,
    /** A few bytes at a time. */
    SLOW,
    /** Is cut in the middle of the transfer. */
    CUT,
    /** Turns success into the warning B000, coercion of data elements. */
    WARNS
  }

  private static final int CUT_AFTER = 3000;

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int to;
  private volatile Fault fault;

  Wire(int to, Fault fault) throws IOException {
    this.server = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
    this.to = to;
    this.fault = fault;
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** What comes from now on goes there, whole; what hangs is cut. */
  void mend(int goodPort) {
    to = goodPort;
    fault = Fault.NONE;
    open.forEach(Wire::end);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket near = server.accept();
        open.add(near);
        if (fault != Fault.SILENT) {
          pass(near, new Socket(InetAddress.getLoopbackAddress(), to));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void pass(Socket near, Socket far) {
    open.add(far);
    Fault now = fault;
    daemon(() -> pump(near, far, now == Fault.WARNS ? Fault.NONE : now));
    daemon(() -> pump(far, near, now == Fault.WARNS ? Fault.WARNS : Fault.NONE));
  }

  private void pump(Socket from, Socket into, Fault how) {
    byte[] buffer = new byte[how == Fault.SLOW ? 256 : 65_536];
    int passed = 0;
    try (from;
        into) {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        passed += n;
        if (how == Fault.CUT && passed > CUT_AFTER) {
          return;
        }
        if (how == Fault.SLOW) {
          Thread.sleep(50);
        }
        if (how == Fault.WARNS) {
          warn(buffer, n);
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // The other end was closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** (0000,0900) Status 0000 of a response, implicit little endian, becomes B000. */
  private static void warn(byte[] bytes, int length) {
    byte[] success = {0, 0, 0, 9, 2, 0, 0, 0, 0, 0};
    for (int at = 0; at + success.length <= length; at++) {
      int same = 0;
      while (same < success.length && bytes[at + same] == success[same]) {
        same++;
      }
      if (same == success.length) {
        bytes[at + 9] = (byte) 0xB0;
      }
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is ended all the same.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(Wire::end);
  }
}
