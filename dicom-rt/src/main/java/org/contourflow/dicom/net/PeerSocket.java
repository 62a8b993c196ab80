package org.contourflow.dicom.net;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * What the toolkit gets instead of a socket: reads go through a {@link PduGuard}, writes are timed,
 * and {@link #cut()} ends it from another thread without waiting for anything.
 */
public final class PeerSocket extends Socket {
  private static final int DRAIN_MILLIS = 500;
  private static final int DRAIN_BYTES = 1 << 20;

  private final Socket transport;
  private final Socket raw;
  private final PeerActivity activity;
  private final InputStream in;
  private final OutputStream out;
  private volatile Thread owner;

  /**
   * Wraps a connected socket.
   *
   * @param transport the socket to talk through, a TLS socket or {@code raw} itself
   * @param raw the TCP socket below
   */
  public PeerSocket(Socket transport, Socket raw, int maxPduBytes, PeerActivity activity)
      throws IOException {
    this.transport = transport;
    this.raw = raw;
    this.activity = activity;
    this.in = new PduGuard(transport.getInputStream(), maxPduBytes, activity);
    this.out = new TimedOutput(transport.getOutputStream(), activity);
  }

  /** What the hand-shake agreed on; empty: no TLS. */
  public Optional<SSLSession> tlsSession() {
    return transport instanceof SSLSocket secure
        ? Optional.of(secure.getSession())
        : Optional.empty();
  }

  public PeerActivity activity() {
    return activity;
  }

  /** This thread runs the association and will call {@link #closeGently()} when it is over. */
  public void ownedByThisThread() {
    owner = Thread.currentThread();
  }

  /** Closes the TCP socket below at once; blocked reads and writes fail. */
  public void cut() {
    closeQuietly(raw);
  }

  /**
   * Lets the last bytes written (a release or an abort) reach the peer: ends this side, reads what
   * still comes for a moment, then closes. Closing with unread bytes would reset the connection.
   */
  public void closeGently() {
    try {
      if (!raw.isClosed()) {
        raw.setSoTimeout(DRAIN_MILLIS);
        transport.shutdownOutput();
        drain();
      }
    } catch (IOException e) {
      // The peer is gone already; nothing is owed to it.
      org.slf4j.LoggerFactory.getLogger(PeerSocket.class).trace("drained", e);
    } finally {
      cut();
    }
  }

  private void drain() throws IOException {
    long deadline = System.nanoTime() + DRAIN_MILLIS * 1_000_000L;
    byte[] scratch = new byte[8192];
    InputStream rest = raw.getInputStream();
    int total = 0;
    int count = rest.read(scratch);
    while (count >= 0 && total < DRAIN_BYTES && System.nanoTime() < deadline) {
      total += count;
      count = rest.read(scratch);
    }
  }

  public static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(PeerSocket.class).trace("closing a socket", e);
    }
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  /**
   * The toolkit's wish to close. The owner's own wish waits until the association is left, so that
   * an abort or a release written just now is not lost to a TCP reset; anybody else's is met now.
   */
  @Override
  public void close() throws IOException {
    if (Thread.currentThread() != owner) {
      cut();
    }
  }

  @Override
  public InetAddress getInetAddress() {
    return raw.getInetAddress();
  }

  @Override
  public int getPort() {
    return raw.getPort();
  }

  @Override
  public int getLocalPort() {
    return raw.getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return raw.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return raw.getLocalSocketAddress();
  }

  @Override
  public boolean isConnected() {
    return raw.isConnected();
  }

  @Override
  public boolean isClosed() {
    return raw.isClosed();
  }

  @Override
  public String toString() {
    return "PeerSocket[" + raw + "]";
  }

  /** Notes when a write is under way. */
  private static final class TimedOutput extends FilterOutputStream {
    private final PeerActivity activity;

    TimedOutput(OutputStream out, PeerActivity activity) {
      super(out);
      this.activity = activity;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      activity.writeStarts();
      try {
        out.write(bytes, offset, length);
      } finally {
        activity.writeEnds();
      }
    }
  }
}
