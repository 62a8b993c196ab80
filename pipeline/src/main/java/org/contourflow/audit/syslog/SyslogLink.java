package org.contourflow.audit.syslog;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The way to a syslog server. By TCP and TLS messages are framed by counted octets (RFC 6587 3.4.1,
 * RFC 5425 4.3). Syslog acknowledges nothing: what was on its way when a server died is lost there,
 * though a connection that the server has closed is seen before anything is written to it.
 */
public final class SyslogLink implements Closeable {
  private static final int CONNECT_MILLIS = 5000;
  private static final int LONGEST_DATAGRAM = 65_507;

  private final String host;
  private final int port;
  private final Optional<SocketFactory> stream;
  private DatagramSocket datagrams;
  private Socket socket;

  private SyslogLink(String host, int port, Optional<SocketFactory> stream) {
    this.host = host;
    this.port = port;
    this.stream = stream;
  }

  /** By UDP (RFC 5426): a message a datagram; longer ones are refused. */
  public static SyslogLink udp(String host, int port) {
    return new SyslogLink(host, port, Optional.empty());
  }

  /** By TCP, or by TLS where the factory's sockets are; TLS checks the server's name. */
  public static SyslogLink stream(String host, int port, SocketFactory sockets) {
    return new SyslogLink(host, port, Optional.of(sockets));
  }

  /** Sends one message. */
  synchronized void send(byte[] message) throws IOException {
    if (stream.isEmpty()) {
      datagram(message);
      return;
    }
    try {
      Socket open = connected();
      OutputStream out = open.getOutputStream();
      byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
      byte[] frame = new byte[length.length + message.length];
      System.arraycopy(length, 0, frame, 0, length.length);
      System.arraycopy(message, 0, frame, length.length, message.length);
      out.write(frame);
      out.flush();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void datagram(byte[] message) throws IOException {
    if (message.length > LONGEST_DATAGRAM) {
      throw new IOException("a message of " + message.length + " bytes does not fit a datagram");
    }
    if (datagrams == null) {
      datagrams = new DatagramSocket();
    }
    datagrams.send(new DatagramPacket(message, message.length, InetAddress.getByName(host), port));
  }

  private Socket connected() throws IOException {
    if (socket != null && !isClosedByServer()) {
      return socket;
    }
    close();
    Socket plain = stream.orElseThrow().createSocket();
    try {
      if (plain instanceof SSLSocket tls) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
      }
      plain.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      plain.setSoTimeout(CONNECT_MILLIS);
      if (plain instanceof SSLSocket tls) {
        tls.startHandshake();
      }
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
    socket = plain;
    return socket;
  }

  /** A server sends nothing: what can be read is the end. */
  private boolean isClosedByServer() throws IOException {
    socket.setSoTimeout(1);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      if (!socket.isClosed()) {
        socket.setSoTimeout(CONNECT_MILLIS);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
    if (datagrams != null) {
      datagrams.close();
      datagrams = null;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
