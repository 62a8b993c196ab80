package org.contourflow.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A wire to a port of this machine that can be held up, and cut. */
final class Relay implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final int target;
  private final long bytesUntilHeld;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /**
   * A wire that is held up once.
   *
   * @param bytesUntilHeld towards the target; the wire then waits for {@link #goOn}
   */
  Relay(int target, long bytesUntilHeld) throws IOException {
    this.target = target;
    this.bytesUntilHeld = bytesUntilHeld;
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Returns once the wire is held up. */
  void awaitHeld() throws InterruptedException {
    held.await();
  }

  void goOn() {
    goOn.countDown();
  }

  /** Cuts all connections, and lets no new one through. */
  void cut() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket from = server.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
        open.addAll(List.of(from, to));
        start(() -> copy(from, to, bytesUntilHeld));
        start(() -> copy(to, from, Long.MAX_VALUE));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void copy(Socket from, Socket to, long until) {
    byte[] buffer = new byte[4096];
    long sent = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (sent < until && sent + n >= until) {
          held.countDown();
          goOn.await();
        }
        out.write(buffer, 0, n);
        sent += n;
      }
    } catch (IOException e) {
      // Cut.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      cut();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    goOn();
  }
}
