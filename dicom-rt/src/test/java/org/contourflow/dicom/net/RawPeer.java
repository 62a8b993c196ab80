package org.contourflow.dicom.net;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;

/** A peer made of a socket and bytes. */
public final class RawPeer implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;

  public RawPeer(int port) throws IOException {
    this.socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(240_000);
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Connected and associated for CT storage. */
  public static RawPeer associated(int port, String calling) throws IOException {
    RawPeer peer = new RawPeer(port);
    peer.send(RawPdus.associate("CONTOURFLOW", calling, RawPdus.CT, 16384));
    Pdu answer = peer.receive();
    if (answer.type() != 2) {
      throw new IllegalStateException("not accepted: PDU " + answer.type());
    }
    return peer;
  }

  public record Pdu(int type, byte[] body) {
    /** The status of a DIMSE response. */
    public int status() {
      int at = 6; // Behind the PDV's header.
      while (at + 8 <= body.length) {
        int element = (body[at + 2] & 0xFF) | (body[at + 3] & 0xFF) << 8;
        int length = (body[at + 4] & 0xFF) | (body[at + 5] & 0xFF) << 8;
        if (element == 0x0900) {
          return (body[at + 8] & 0xFF) | (body[at + 9] & 0xFF) << 8;
        }
        at += 8 + length;
      }
      throw new IllegalStateException("no status");
    }
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  public Pdu receive() throws IOException {
    int type = in.readUnsignedByte();
    in.readByte();
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    return new Pdu(type, body);
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads to the end the other side makes; its bytes are dropped. */
  void awaitEnd() throws IOException {
    byte[] scratch = new byte[4096];
    try {
      int count = in.read(scratch);
      while (count >= 0) {
        count = in.read(scratch);
      }
    } catch (SocketException e) {
      // A reset is an end too.
      if (socket.isClosed()) {
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
