package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request that is refused by its head: what it brings is taken, so the connection goes on. */
@Timeout(Eventually.HANGS)
class RefusedBodyTest {
  private static final int TRIES = 20;

  @TempDir Path root;

  private static void head(OutputStream out, String name, int length) throws IOException {
    String text =
        "PUT /api/users/"
            + name
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n";
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String status(BufferedReader in) throws IOException {
    String status = in.readLine();
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase().startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    for (int i = 0; i < length; i++) {
      in.read();
    }
    return status;
  }

  @Test
  void the_next_request_of_the_connection_is_answered() throws Exception {
    byte[] body = "{\"role\": \"admin\"}".getBytes(StandardCharsets.US_ASCII);
    try (BareConsole console = new BareConsole(root, ConsoleSettings.anyPort())) {
      URI address = URI.create(console.address());
      try (Socket socket = new Socket(address.getHost(), address.getPort())) {
        OutputStream out = socket.getOutputStream();
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (int i = 0; i < TRIES; i++) {
          head(out, "somebody" + i, body.length);
          out.write(body);
          out.flush();
          assertThat(status(in)).as("request %d", i).contains(" 401 ");
        }
      }
    }
  }
}
