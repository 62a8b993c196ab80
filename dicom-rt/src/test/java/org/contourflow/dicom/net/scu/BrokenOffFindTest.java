package org.contourflow.dicom.net.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.RawPdus;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.dicom.net.scu.QueryScu.FindOutcome;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer of bytes that ends a C-FIND by itself with "cancelled" (FE00), or refuses it. */
@Timeout(Eventually.HANGS)
class BrokenOffFindTest {
  private static final int CANCELLED = 0xFE00;
  private static final int OUT_OF_RESOURCES = 0xA700;

  private static FindOutcome ask(int status) throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      CompletableFuture<Void> peer = CompletableFuture.runAsync(() -> answer(server, status));
      RemoteNode node = RemoteNode.of("PACS", "127.0.0.1", server.getLocalPort());
      FindOutcome outcome =
          new QueryScu(new AeTitle("OWN"), node, TestNode.PATIENT)
              .find(QueryLevel.IMAGE, DicomDataset.create(), 100);
      peer.join();
      return outcome;
    }
  }

  private static void answer(ServerSocket server, int status) {
    try (Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      read(in);
      socket.getOutputStream().write(RawPdus.accept("PACS", "OWN"));
      // The command and its data set, in one PDU or in two.
      byte[] first = read(in);
      if (first.length < 6 + new String(first, StandardCharsets.ISO_8859_1).lastIndexOf("IMAGE")) {
        read(in);
      }
      socket.getOutputStream().write(RawPdus.pData(3, RawPdus.findAnswer(1, status)));
      read(in);
      socket.getOutputStream().write(RawPdus.released());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] read(DataInputStream in) throws IOException {
    in.readShort();
    return in.readNBytes(in.readInt());
  }

  @Test
  void what_the_peer_breaks_off_may_lack_matches() throws Exception {
    assertThat(ask(CANCELLED))
        .isInstanceOfSatisfying(
            FindOutcome.Found.class, found -> assertThat(found.truncated()).isTrue());
  }

  @Test
  void a_whole_answer_without_a_match_is_whole() throws Exception {
    assertThat(ask(0))
        .isInstanceOfSatisfying(
            FindOutcome.Found.class, found -> assertThat(found.truncated()).isFalse());
  }

  @Test
  void a_refusal_is_no_empty_answer() throws Exception {
    assertThat(ask(OUT_OF_RESOURCES)).isInstanceOf(FindOutcome.Refused.class);
  }
}
