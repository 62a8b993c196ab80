package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.app.NetworkBed;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Secret;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a refusal leaves of the connection that it came by. */
@Timeout(Eventually.HANGS)
class StowPatienceTest {
  /** Longer than a refused caller may be silent, and shorter than any other. */
  private static final long PAUSE_MILLIS = 7000;

  @TempDir Path root;

  private NetworkBed start(int port) throws Exception {
    DicomSettings.Listener off =
        new DicomSettings.Listener(
            false, null, null, null, null, null, null, null, 0, null, null, null);
    DicomWebSettings.Server server =
        new DicomWebSettings.Server(
            true,
            port,
            "127.0.0.1",
            null,
            null,
            null,
            null,
            null,
            new Secret("let-me-in"),
            null,
            null,
            null);
    return NetworkBed.start(
        NetworkBed.settings(root.resolve("home"), off, null, server, null, null));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] body(PhantomSeries series) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Path file : series.files()) {
      body.writeBytes(ascii("--b\r\nContent-Type: application/dicom\r\n\r\n"));
      body.writeBytes(Files.readAllBytes(file));
      body.writeBytes(ascii("\r\n"));
    }
    body.writeBytes(ascii("--b--\r\n"));
    return body.toByteArray();
  }

  private static byte[] head(String token, int length) {
    return ascii(
        "POST /dicom-web/studies HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: multipart/related; type=\"application/dicom\"; boundary=b\r\n"
            + "Content-Length: "
            + length
            + "\r\n\r\n");
  }

  /** The status line; the rest of the answer is read, too. */
  private static String answer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    in.readNBytes(
        Integer.parseInt(head.toString().replaceAll("(?si).*content-length: *(\\d+).*", "$1")));
    return head.substring(0, head.indexOf("\r\n"));
  }

  @Test
  @Tag("long")
  void the_next_request_of_a_connection_may_pause_though_the_one_before_was_refused()
      throws Exception {
    int port = FreePort.find();
    PhantomSeries series = Phantom.small().evenSlices(2, 3).build().writeTo(root.resolve("ct"));
    byte[] body = body(series);
    try (NetworkBed bed = start(port);
        Socket caller = new Socket("127.0.0.1", port)) {
      OutputStream out = caller.getOutputStream();
      InputStream in = caller.getInputStream();
      out.write(head("guess", body.length));
      out.write(body);
      assertThat(answer(in)).contains(" 401 ");
      out.write(head("let-me-in", body.length));
      out.write(body, 0, body.length / 2);
      Thread.sleep(PAUSE_MILLIS);
      out.write(body, body.length / 2, body.length - body.length / 2);
      assertThat(answer(in)).contains(" 200 ");
      assertThat(bed.stored(series.uids().series())).isEqualTo(2);
    }
  }
}
