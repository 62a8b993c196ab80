package org.contourflow.dicom.net.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.ChildJvm;
import org.contourflow.dicom.net.Daemons;
import org.contourflow.dicom.net.InstanceUids;
import org.contourflow.dicom.net.RawPdus;
import org.contourflow.dicom.net.RawPeer;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.SampleInstances;
import org.contourflow.dicom.net.SenderMain;
import org.contourflow.dicom.net.scp.ReceivedInstance;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.PeerServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of either side, and a heap too small for what is sent. */
@Timeout(Eventually.HANGS)
class KilledInMidTransferTest {
  @TempDir Path folder;

  private static StoreScu scu(int port) {
    return new StoreScu(
        new AeTitle("TESTSCU"), RemoteNode.of("CONTOURFLOW", "127.0.0.1", port), TestNode.PATIENT);
  }

  private Map<String, Path> index() throws IOException {
    Path spool = folder.resolve("spool");
    Map<String, Path> rows = new HashMap<>();
    for (String line : Files.readAllLines(spool.resolve("index.txt"))) {
      String[] row = line.split(" ");
      rows.put(row[0], spool.resolve("received").resolve(row[1]));
    }
    return rows;
  }

  private List<Path> list(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("spool").resolve(name))) {
      return files.toList();
    }
  }

  @Test
  void a_killed_receiver_has_everything_it_acknowledged_and_nothing_half() throws Exception {
    List<Path> files =
        SampleInstances.ct(folder.resolve("in"), 60, 256, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    int port = FreePort.find();
    // Whenever this thread gets to kill it, there is something left to be sent.
    PeerServer receiver = ChildJvm.receiver(folder, "-Xmx128m", port, 40);
    Future<List<StoreReceipt>> sending =
        Executors.newSingleThreadExecutor(Daemons.named("sender"))
            .submit(() -> scu(port).send(files));
    Eventually.holds(() -> list("received").size() >= 15);
    receiver.kill();
    List<StoreReceipt> receipts = sending.get();
    List<StoreReceipt> acknowledged =
        receipts.stream().filter(r -> r.outcome().delivered()).toList();
    assertThat(acknowledged.size()).isBetween(14, 40);
    assertThat(receipts)
        .filteredOn(r -> !r.outcome().delivered())
        .allMatch(r -> r.outcome().retryable());
    for (StoreReceipt receipt : acknowledged) {
      Path held = index().get(receipt.sopInstanceUid());
      assertThat(SampleInstances.dataSetBytes(held))
          .isEqualTo(SampleInstances.dataSetBytes(receipt.file()));
    }
    resendAfterRestart(files, receipts);
  }

  private void resendAfterRestart(List<Path> files, List<StoreReceipt> receipts) throws Exception {
    int port = FreePort.find();
    try (PeerServer again = ChildJvm.receiver(folder, "-Xmx128m", port, Integer.MAX_VALUE)) {
      assertThat(again.process().isAlive()).isTrue();
      assertThat(list("partial")).isEmpty();
      List<Path> rest =
          receipts.stream().filter(r -> r.outcome().retryable()).map(StoreReceipt::file).toList();
      assertThat(scu(port).send(rest)).allMatch(r -> r.outcome().delivered());
      assertThat(index()).hasSize(files.size());
      for (Path held : list("received")) {
        assertThat(InstanceUids.scan(held).series()).isEqualTo(SampleInstances.SERIES);
      }
    }
  }

  @Test
  void a_killed_sender_leaves_whole_instances_only() throws Exception {
    List<Path> files =
        SampleInstances.ct(folder.resolve("in"), 4, 1024, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      for (int round = 1; round <= 4; round++) {
        int enough = 5 * round + round % 3;
        List<String> arguments = new ArrayList<>(List.of("" + node.port()));
        files.forEach(f -> arguments.add(f.toString()));
        PeerServer sender =
            ChildJvm.start(folder, "-Xmx128m", SenderMain.class, arguments.toArray(String[]::new));
        Eventually.holds(() -> node.arrived.size() >= enough && !node.partialFiles().isEmpty());
        sender.kill();
        Eventually.holds(() -> node.listener.statistics().openConnections() == 0);
        assertThat(node.partialFiles()).isEmpty();
      }
      assertThat(node.receivedFiles()).hasSize(node.arrived.size());
      for (ReceivedInstance instance : node.arrived) {
        int slice = Integer.parseInt(instance.sopInstanceUid().replaceAll(".*\\.", "")) - 1;
        assertThat(SampleInstances.dataSetBytes(instance.file()))
            .isEqualTo(SampleInstances.dataSetBytes(files.get(slice)));
      }
    }
  }

  @Test
  void a_small_heap_is_enough_whatever_arrives() throws Exception {
    int port = FreePort.find();
    try (PeerServer receiver = ChildJvm.receiver(folder, "-Xmx40m", port, Integer.MAX_VALUE)) {
      List<Callable<Boolean>> senders = new ArrayList<>();
      List<Path> big =
          SampleInstances.ct(folder.resolve("in"), 2, 4096, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
      for (int i = 0; i < 6; i++) {
        senders.add(() -> scu(port).send(big).stream().allMatch(r -> r.outcome().delivered()));
      }
      senders.add(() -> sendsAll(port, millionItems()));
      senders.add(() -> sendsAll(port, hugePrivateElement()));
      ExecutorService pool = Executors.newCachedThreadPool(Daemons.named("sender"));
      for (Future<Boolean> done : pool.invokeAll(senders)) {
        assertThat(done.get()).isTrue();
      }
      for (int i = 0; i < 20; i++) {
        claimsGigabytes(port);
      }
      assertThat(receiver.process().isAlive()).as(receiver.output()).isTrue();
      assertThat(scu(port).echo()).isInstanceOf(EchoOutcome.Alive.class);
      assertThat(index()).hasSize(2 + 2);
    }
  }

  private static boolean sendsAll(int port, Path file) {
    return scu(port).send(List.of(file)).get(0).outcome().delivered();
  }

  private static void claimsGigabytes(int port) throws IOException {
    try (RawPeer peer = RawPeer.associated(port, "EVIL")) {
      byte[] element = RawPdus.element(0x1000, new byte[8]);
      element[7] = 0x7F;
      peer.send(RawPdus.pData(1, element));
      assertThat(peer.receive().type()).isEqualTo(7);
    }
  }

  /** A sequence of a million empty items in front of the UIDs a receiver looks for. */
  private Path millionItems() throws IOException {
    byte[] items = new byte[8 * 1_000_000];
    for (int at = 0; at < items.length; at += 8) {
      items[at] = -2;
      items[at + 1] = -1;
      items[at + 3] = -32;
    }
    return withPrefix(
        "items.dcm",
        101,
        RawPdus.concat(
            new byte[] {8, 0, 0x05, 0, -1, -1, -1, -1},
            items,
            new byte[] {-2, -1, (byte) 0xDD, -32, 0, 0, 0, 0}));
  }

  /** 100 MB in one element in front of the UIDs. */
  private Path hugePrivateElement() throws IOException {
    byte[] value = new byte[100_000_000];
    byte[] header = {7, 0, 0x10, 0x10, 0x00, (byte) 0xE1, (byte) 0xF5, 0x05};
    return withPrefix("huge.dcm", 102, RawPdus.concat(header, value));
  }

  private Path withPrefix(String name, int number, byte[] prefix) throws IOException {
    Path plain = folder.resolve("plain-" + name);
    DicomFiles.write(plain, SampleInstances.slice(number, 8), DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    byte[] all = Files.readAllBytes(plain);
    byte[] data = SampleInstances.dataSetBytes(plain);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Arrays.copyOf(all, all.length - data.length));
    out.writeBytes(prefix);
    out.writeBytes(data);
    return Files.write(folder.resolve(name), out.toByteArray());
  }
}
