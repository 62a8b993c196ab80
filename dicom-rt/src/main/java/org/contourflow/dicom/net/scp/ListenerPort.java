package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Opens the port of a listener. */
final class ListenerPort {
  private static final int BACKLOG = 128;

  private ListenerPort() {}

  /**
   * The open port.
   *
   * @throws IOException naming address and port if they cannot be had
   */
  static ServerSocket open(ListenerSettings settings) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      InetSocketAddress address =
          settings.bindAddress().isEmpty()
              ? new InetSocketAddress(settings.port())
              : new InetSocketAddress(
                  InetAddress.getByName(settings.bindAddress()), settings.port());
      socket.bind(address, BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "the DICOM listener "
              + settings.aeTitle()
              + " cannot listen on "
              + (settings.bindAddress().isEmpty() ? "*" : settings.bindAddress())
              + ":"
              + settings.port()
              + " ("
              + e.getMessage()
              + "): is another program on the port, is the address of this machine, may this user"
              + " open ports below 1024?",
          e);
    }
  }
}
