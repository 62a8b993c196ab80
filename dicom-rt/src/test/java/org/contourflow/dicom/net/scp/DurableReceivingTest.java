package org.contourflow.dicom.net.scp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.SampleInstances;
import org.contourflow.dicom.net.StatusCode;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreReceipt;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Success is answered for what is durable and recorded, and for nothing else. */
class DurableReceivingTest {
  @TempDir Path folder;

  private List<Path> files(int count) throws IOException {
    return SampleInstances.ct(folder.resolve("in"), count, 64, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
  }

  private static StatusCode refused(StoreReceipt receipt) {
    assertThat(receipt.outcome()).isInstanceOf(StoreOutcome.Refused.class);
    return ((StoreOutcome.Refused) receipt.outcome()).status();
  }

  @Test
  void the_sink_sees_a_whole_file_before_the_sender_sees_success() throws Exception {
    List<Path> files = files(1);
    InstanceSink sink =
        instance -> {
          assertThat(Files.size(instance.file())).isGreaterThan(instance.dataSet().bytes());
          assertThat(instance.file().getParent().getFileName()).hasToString("received");
          assertThat(SampleInstances.dataSetBytes(instance.file()))
              .isEqualTo(SampleInstances.dataSetBytes(files.get(0)));
          return InstanceSink.Decision.accepted();
        };
    try (TestNode node = TestNode.start(folder.resolve("spool"), s -> s, sink)) {
      assertThat(node.scu().send(files)).allMatch(r -> r.outcome() instanceof StoreOutcome.Stored);
    }
  }

  @Test
  void a_failing_sink_is_a_failure_for_the_sender_and_leaves_nothing() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    InstanceSink sink =
        instance -> {
          switch (calls.getAndIncrement()) {
            case 0 -> throw new IllegalStateException("the index is away");
            case 1 -> throw new StackOverflowError("an Error, not an Exception");
            case 2 -> throw new IOException("checked");
            default -> {
              return InstanceSink.Decision.accepted();
            }
          }
        };
    try (TestNode node = TestNode.start(folder.resolve("spool"), s -> s, sink)) {
      List<StoreReceipt> receipts = node.scu().send(files(4));
      assertThat(receipts.subList(0, 3))
          .allSatisfy(r -> assertThat(refused(r)).isEqualTo(StatusCode.PROCESSING_FAILURE));
      assertThat(receipts.get(3).outcome()).isInstanceOf(StoreOutcome.Stored.class);
      assertThat(node.receivedFiles()).hasSize(1);
      assertThat(node.partialFiles()).isEmpty();
      assertThat(node.listener.statistics().refusedInstances()).isEqualTo(3);
    }
  }

  @Test
  void the_sinks_own_refusal_reaches_the_sender_with_status_and_comment() throws Exception {
    InstanceSink sink =
        i -> new InstanceSink.Decision.Refused(StatusCode.DUPLICATE_INSTANCE, "other content");
    try (TestNode node = TestNode.start(folder.resolve("spool"), s -> s, sink)) {
      StoreReceipt receipt = node.scu().send(files(1)).get(0);
      assertThat(receipt.outcome())
          .isEqualTo(new StoreOutcome.Refused(StatusCode.DUPLICATE_INSTANCE, "other content"));
      assertThat(node.receivedFiles()).isEmpty();
    }
  }

  @Test
  void what_is_already_held_is_success_and_not_kept_twice() throws Exception {
    try (TestNode node =
        TestNode.start(
            folder.resolve("spool"), s -> s, i -> new InstanceSink.Decision.AlreadyHeld())) {
      assertThat(node.scu().send(files(1)).get(0).outcome())
          .isInstanceOf(StoreOutcome.Stored.class);
      assertThat(node.receivedFiles()).isEmpty();
    }
  }

  @Test
  void a_sink_that_decides_nothing_is_no_success() throws Exception {
    try (TestNode node = TestNode.start(folder.resolve("spool"), s -> s, i -> null)) {
      assertThat(node.scu().send(files(1)).get(0).outcome())
          .isInstanceOf(StoreOutcome.Refused.class);
      assertThat(node.receivedFiles()).isEmpty();
    }
  }

  @Test
  void a_disk_that_fails_at_any_byte_answers_a700_and_leaves_nothing() throws Exception {
    AtomicInteger room = new AtomicInteger();
    Spool spool =
        Spool.open(
            folder.resolve("spool"),
            0,
            file -> new FillingDisk(IncomingFile.openFile(file), room.get()));
    try (TestNode node =
        TestNode.start(folder.resolve("spool"), spool, i -> InstanceSink.Decision.accepted())) {
      List<Path> one = files(1);
      int whole = (int) Files.size(one.get(0)) + 1000;
      for (int bytes : new int[] {0, 100, 400, 1000, 5000, 8000}) {
        room.set(bytes);
        assertThat(refused(node.scu().send(one).get(0)))
            .as("room for %d bytes", bytes)
            .isEqualTo(StatusCode.OUT_OF_RESOURCES);
        assertThat(node.partialFiles()).isEmpty();
        assertThat(node.receivedFiles()).isEmpty();
      }
      room.set(whole);
      assertThat(node.scu().send(one).get(0).outcome()).isInstanceOf(StoreOutcome.Stored.class);
    }
  }

  @Test
  void a_disk_full_in_one_instance_does_not_cost_the_next_of_the_association() throws Exception {
    AtomicInteger files = new AtomicInteger();
    Spool spool =
        Spool.open(
            folder.resolve("spool"),
            0,
            file ->
                new FillingDisk(
                    IncomingFile.openFile(file),
                    files.getAndIncrement() == 1 ? 3000 : Integer.MAX_VALUE));
    try (TestNode node =
        TestNode.start(folder.resolve("spool"), spool, i -> InstanceSink.Decision.accepted())) {
      List<StoreReceipt> receipts = node.scu().send(files(3));
      assertThat(receipts.get(0).outcome()).isInstanceOf(StoreOutcome.Stored.class);
      assertThat(refused(receipts.get(1))).isEqualTo(StatusCode.OUT_OF_RESOURCES);
      assertThat(receipts.get(1).outcome().retryable()).isTrue();
      assertThat(receipts.get(2).outcome()).isInstanceOf(StoreOutcome.Stored.class);
    }
  }

  @Test
  @Tag("peer")
  void a_really_full_disk_answers_a700_and_keeps_what_was_acknowledged() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    Assumptions.assumeTrue(
        mount("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()),
        "skipped: mounting a small tmpfs needs root");
    try {
      Spool spool = Spool.open(disk.resolve("spool"), 0);
      try (TestNode node =
          TestNode.start(disk.resolve("spool"), spool, i -> InstanceSink.Decision.accepted())) {
        List<StoreReceipt> receipts = node.scu().send(files(40));
        long stored = receipts.stream().filter(r -> r.outcome().delivered()).count();
        assertThat(stored).isBetween(10L, 30L);
        assertThat(receipts.stream().filter(r -> !r.outcome().delivered()))
            .allSatisfy(r -> assertThat(refused(r)).isEqualTo(StatusCode.OUT_OF_RESOURCES));
        assertThat(node.receivedFiles()).hasSize((int) stored);
        assertThat(node.partialFiles()).isEmpty();
      }
    } finally {
      assertThat(mount("umount", disk.toString())).isTrue();
    }
  }

  private static boolean mount(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void below_the_reserve_nothing_is_taken() throws Exception {
    Spool spool = Spool.open(folder.resolve("spool"), Long.MAX_VALUE);
    try (TestNode node =
        TestNode.start(folder.resolve("spool"), spool, i -> InstanceSink.Decision.accepted())) {
      assertThat(refused(node.scu().send(files(1)).get(0))).isEqualTo(StatusCode.OUT_OF_RESOURCES);
    }
  }

  @Test
  void an_instance_above_the_limit_is_refused_and_the_association_goes_on() throws Exception {
    try (TestNode node =
        TestNode.start(folder.resolve("spool"), s -> s.withLimits(16384, 20_000))) {
      List<Path> big =
          SampleInstances.ct(folder.resolve("big"), 1, 128, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
      List<Path> small = files(2);
      List<StoreReceipt> receipts =
          node.scu().send(List.of(small.get(0), big.get(0), small.get(1)));
      assertThat(receipts.get(0).outcome()).isInstanceOf(StoreOutcome.Stored.class);
      assertThat(refused(receipts.get(1))).isEqualTo(StatusCode.OUT_OF_RESOURCES);
      assertThat(receipts.get(2).outcome()).isInstanceOf(StoreOutcome.Stored.class);
    }
  }

  @Test
  void a_restart_removes_what_was_half_received_and_keeps_what_was_whole() throws Exception {
    Path spoolFolder = folder.resolve("spool");
    try (TestNode node = TestNode.start(spoolFolder)) {
      node.scu().send(files(2));
    }
    Files.write(spoolFolder.resolve("partial").resolve("1.2.3-x.dcm.part"), new byte[100]);
    try (Spool again = Spool.open(spoolFolder, 0)) {
      assertThat(again.received()).hasSize(2);
      try (Stream<Path> left = Files.list(spoolFolder.resolve("partial"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void two_listeners_cannot_share_a_spool() throws Exception {
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      assertThat(node.listener.isListening()).isTrue();
      assertThatThrownBy(() -> Spool.open(folder.resolve("spool"), 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another listener");
    }
  }

  /** Takes so many bytes and then says what a full disk says. */
  private static final class FillingDisk extends OutputStream {
    private final OutputStream disk;
    private int room;

    FillingDisk(OutputStream disk, int room) {
      this.disk = disk;
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int fits = Math.min(room, length);
      disk.write(bytes, offset, fits);
      room -= fits;
      if (fits < length) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void flush() throws IOException {
      disk.flush();
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }
}
