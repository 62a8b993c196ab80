package org.contourflow.dicom.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreReceipt;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A correct conversation with random damage, again and again: the node neither crashes nor leaks
 * nor keeps anything half, and what it says it stored is whole. Seeds make each run the same.
 */
class FuzzedPdusTest {
  @TempDir Path folder;

  @Test
  void several_hundred_damaged_conversations_harm_nobody() throws Exception {
    fuzz(600, 20261);
  }

  @Test
  @Tag("long")
  void ten_thousand_damaged_conversations_harm_nobody() throws Exception {
    fuzz(10_000, 4);
  }

  private void fuzz(int rounds, long seed) throws Exception {
    Path file =
        SampleInstances.ct(folder.resolve("in"), 1, 32, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN).get(0);
    byte[] good = conversation(file);
    Random random = new Random(seed);
    Duration limit = Duration.ofSeconds(3);
    NetworkTimeouts quick =
        NetworkTimeouts.defaults().withConnect(limit, limit).withPdu(limit).withIdle(limit);
    try (TestNode node = TestNode.start(folder.resolve("spool"), s -> s.withTimeouts(quick))) {
      // Again on a machine that stands still for those seconds.
      Eventually.holds("the undamaged one arrives", () -> arrives(node, good));
      for (int round = 0; round < rounds; round++) {
        talk(node, damaged(good, random));
      }
      Eventually.holds(() -> node.listener.statistics().openConnections() == 0);
      Eventually.holds(() -> node.listener.statistics().openAssociations() == 0);
      assertThat(node.partialFiles()).isEmpty();
      assertThat(node.receivedFiles()).hasSize(node.arrived.size());
      for (Path received : node.receivedFiles()) {
        assertThat(InstanceUids.isSafe(InstanceUids.scan(received).sopInstance())).isTrue();
      }
      // A thread that has nothing to do waits a minute for the next connection.
      Eventually.holds("few threads of connections are left", () -> peerThreads() < 25);
      assertThat(node.scu().send(List.of(file)).get(0).outcome())
          .isInstanceOf(StoreOutcome.Stored.class);
    }
  }

  private static boolean arrives(TestNode node, byte[] good) throws IOException {
    talk(node, good);
    return !node.arrived.isEmpty();
  }

  private static long peerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("dicom-CONTOURFLOW-peer"))
        .count();
  }

  private static byte[] conversation(Path file) throws IOException {
    byte[] data = SampleInstances.dataSetBytes(file);
    String uid = InstanceUids.scan(file).sopInstance();
    int half = data.length / 2;
    return RawPdus.concat(
        RawPdus.associate("CONTOURFLOW", "FUZZ", RawPdus.CT, 16384),
        RawPdus.pData(3, RawPdus.storeCommand(1, RawPdus.CT, uid)),
        RawPdus.pData(0, Arrays.copyOf(data, half)),
        RawPdus.pData(2, Arrays.copyOfRange(data, half, data.length)),
        RawPdus.release());
  }

  /** One to eight damages: a byte changed, a piece dropped, doubled, inserted, or the rest cut. */
  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int times = 1 + random.nextInt(8);
    for (int i = 0; i < times && bytes.length > 10; i++) {
      // Half of the damages within the first 400 bytes, where the structure is.
      int reach = random.nextBoolean() ? Math.min(400, bytes.length) : bytes.length;
      int at = random.nextInt(reach);
      int length = Math.min(bytes.length - at, 1 + random.nextInt(40));
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> splice(bytes, at, length, new byte[0]);
            case 1 -> splice(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 2 -> splice(bytes, at, 0, noise(random, length));
            case 3 -> random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            default -> splice(bytes, at, 1, noise(random, 1));
          };
    }
    return bytes;
  }

  private static byte[] noise(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int at, int drop, byte[] insert) {
    return RawPdus.concat(
        Arrays.copyOf(bytes, at), insert, Arrays.copyOfRange(bytes, at + drop, bytes.length));
  }

  private static void talk(TestNode node, byte[] bytes) throws IOException {
    try (RawPeer peer = new RawPeer(node.port())) {
      peer.send(bytes);
      peer.endOutput();
      peer.awaitEnd();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the node neither answered nor closed", e);
    } catch (IOException e) {
      // Cut while still sending: a fair answer to damage.
      assertThat(e.getMessage()).isNotNull();
    }
  }

  @Test
  void damaged_files_are_never_a_crash_of_the_sender() throws Exception {
    Path file = folder.resolve("x.dcm");
    byte[] good =
        DicomFiles.toPart10(SampleInstances.slice(0, 16), DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    Random random = new Random(99);
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      for (int round = 0; round < 300; round++) {
        java.nio.file.Files.write(file, damaged(good, random));
        List<StoreReceipt> receipts = node.scu().send(List.of(file));
        assertThat(receipts).hasSize(1);
        assertThat(receipts.get(0).outcome()).isNotNull();
      }
      // What was sent last may have been broken off: its connection ends behind the receipt.
      Eventually.holds(() -> node.listener.statistics().openConnections() == 0);
      assertThat(node.partialFiles()).isEmpty();
      assertThat(node.receivedFiles()).hasSize(node.arrived.size());
    }
  }
}
