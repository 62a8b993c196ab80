package org.contourflow.dicom.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.scp.ReceivedInstance;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.testdata.Peer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty at once. */
class ParallelAssociationsTest {
  @TempDir Path folder;

  private List<List<Path>> series(int count, int slices) throws Exception {
    List<Path> all =
        SampleInstances.ct(
            folder.resolve("in"), count * slices, 64, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    List<List<Path>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(all.subList(i * slices, (i + 1) * slices));
    }
    return parts;
  }

  @Test
  void twenty_associations_at_once_lose_and_mix_nothing() throws Exception {
    List<List<Path>> parts = series(20, 10);
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      List<Callable<Boolean>> senders = new ArrayList<>();
      for (List<Path> part : parts) {
        senders.add(() -> node.scu().send(part).stream().allMatch(r -> r.outcome().delivered()));
      }
      ExecutorService pool = Executors.newFixedThreadPool(20, Daemons.named("sender"));
      for (Future<Boolean> done : pool.invokeAll(senders)) {
        assertThat(done.get()).isTrue();
      }
      assertAllThere(node, 200);
    }
  }

  @Test
  @Tag("peer")
  void twenty_storescu_at_once_lose_and_mix_nothing() throws Exception {
    Peer storescu = Peer.require("storescu");
    List<List<Path>> parts = series(20, 5);
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      List<Callable<Integer>> senders = new ArrayList<>();
      for (List<Path> part : parts) {
        List<String> command =
            new ArrayList<>(List.of("-aec", "CONTOURFLOW", "127.0.0.1", "" + node.port()));
        part.forEach(f -> command.add(f.toString()));
        senders.add(() -> storescu.run(command.toArray(String[]::new)).exit());
      }
      ExecutorService pool = Executors.newFixedThreadPool(20, Daemons.named("sender"));
      for (Future<Integer> done : pool.invokeAll(senders)) {
        assertThat(done.get()).isZero();
      }
      assertAllThere(node, 100);
    }
  }

  private static void assertAllThere(TestNode node, int count) throws Exception {
    Set<String> uids = new HashSet<>();
    for (ReceivedInstance instance : node.arrived) {
      uids.add(instance.sopInstanceUid());
      assertThat(InstanceUids.scan(instance.file()).sopInstance())
          .isEqualTo(instance.sopInstanceUid());
    }
    assertThat(uids).hasSize(count);
    assertThat(node.receivedFiles()).hasSize(count);
  }
}
