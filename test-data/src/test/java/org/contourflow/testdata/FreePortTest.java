package org.contourflow.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class FreePortTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void nobody_answers_there_until_a_server_takes_it_which_may_come_and_go() throws IOException {
    int port = FreePort.find();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> new Socket(LOOPBACK, port).close())
          .isInstanceOf(ConnectException.class);
      try (ServerSocket server = new ServerSocket(port, 1, LOOPBACK);
          Socket caller = new Socket(LOOPBACK, port)) {
        assertThat(caller.getPort()).isEqualTo(server.getLocalPort());
      }
    }
    assertThat(FreePort.find()).isNotEqualTo(port);
  }
}
