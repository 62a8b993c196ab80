package org.contourflow.dicom.net.scp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.RawPeer;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.StorageClasses;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call, from where, and how many at once. */
class ListenerAdmissionTest {
  @TempDir Path folder;

  @Test
  void a_wrong_called_title_is_rejected_and_the_caller_told_which_one() throws Exception {
    try (TestNode node = TestNode.start(folder)) {
      StoreScu scu =
          new StoreScu(
              new AeTitle("TESTSCU"),
              RemoteNode.of("SOMEONE", "127.0.0.1", node.port()),
              TestNode.PATIENT);
      assertThat(scu.echo())
          .isInstanceOfSatisfying(
              EchoOutcome.Failed.class,
              failed -> {
                assertThat(failed.cause()).contains("called AE title");
                assertThat(failed.retryable()).isFalse();
              });
      assertThat(node.listener.statistics().rejectedAssociations()).isEqualTo(1);
    }
  }

  @Test
  void only_allowed_titles_from_their_own_hosts_get_in() throws Exception {
    List<AllowedCaller> callers =
        List.of(
            AllowedCaller.parse("CTSCANNER@127.0.0.1"),
            AllowedCaller.parse("PACS@10.20.0.0/16"),
            AllowedCaller.parse("ANYWHERE"));
    try (TestNode node = TestNode.start(folder, s -> s.withAllowedCallers(callers))) {
      assertThat(node.scu("CTSCANNER").echo()).isInstanceOf(EchoOutcome.Alive.class);
      assertThat(node.scu("ANYWHERE").echo()).isInstanceOf(EchoOutcome.Alive.class);
      assertThat(node.scu("STRANGER").echo())
          .isInstanceOfSatisfying(
              EchoOutcome.Failed.class,
              failed -> assertThat(failed.cause()).contains("does not know this node"));
      assertThat(node.scu("PACS").echo())
          .as("a known title from another host")
          .isInstanceOf(EchoOutcome.Failed.class);
    }
  }

  @Test
  void an_address_block_covers_its_addresses_and_no_other() throws IOException {
    AllowedCaller caller = AllowedCaller.parse("PACS@10.20.0.0/14");
    assertThat(caller.allows("PACS", InetAddress.getByName("10.23.255.255"))).isTrue();
    assertThat(caller.allows("PACS", InetAddress.getByName("10.24.0.0"))).isFalse();
    assertThat(caller.allows("PACS", InetAddress.getByName("fd00::1"))).isFalse();
    assertThat(caller.allows("pacs", InetAddress.getByName("10.20.0.1"))).isFalse();
    assertThatThrownBy(() -> AllowedCaller.parse("PACS@10.20.0.0/33"))
        .hasMessageContaining("10.20.0.0/33");
    assertThatThrownBy(() -> AllowedCaller.parse("PACS@")).hasMessageContaining("no host");
  }

  @Test
  void one_association_too_many_is_rejected_as_transient_and_a_freed_place_is_used_again()
      throws Exception {
    try (TestNode node = TestNode.start(folder, s -> s.withMaxAssociations(3))) {
      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        peers.add(RawPeer.associated(node.port(), "PEER" + i));
      }
      assertThat(node.scu().echo())
          .isInstanceOfSatisfying(
              EchoOutcome.Failed.class, failed -> assertThat(failed.retryable()).isTrue());
      peers.get(0).close();
      Eventually.holds(() -> node.listener.statistics().openAssociations() == 2);
      assertThat(node.scu().echo()).isInstanceOf(EchoOutcome.Alive.class);
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void a_port_in_use_is_named_with_what_to_check() throws Exception {
    try (TestNode node = TestNode.start(folder.resolve("a"));
        Spool spool = Spool.open(folder.resolve("b"), 0)) {
      ListenerSettings same =
          ListenerSettings.of("OTHER", node.port()).withBindAddress("127.0.0.1");
      try (DicomListener second =
          new DicomListener(same, spool, i -> InstanceSink.Decision.accepted())) {
        assertThatThrownBy(second::start)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("127.0.0.1:" + node.port())
            .hasMessageContaining("another program");
        assertThat(second.isListening()).isFalse();
      }
    }
  }

  @Test
  void titles_and_numbers_out_of_range_are_named() {
    assertThatThrownBy(() -> new AeTitle("SEVENTEEN_LETTERS")).hasMessageContaining("SEVENTEEN");
    assertThatThrownBy(() -> new AeTitle("A\\B")).hasMessageContaining("backslash");
    assertThatThrownBy(() -> new AeTitle("  ")).isInstanceOf(IllegalArgumentException.class);
    assertThat(new AeTitle(" CT1 ").value()).isEqualTo("CT1");
    assertThatThrownBy(() -> ListenerSettings.of("A", 70000)).hasMessageContaining("port = 70000");
    assertThatThrownBy(() -> ListenerSettings.of("A", 1).withMaxAssociations(0))
        .hasMessageContaining("maxAssociations = 0");
    assertThatThrownBy(() -> StorageClasses.uidOf("CTImage")).hasMessageContaining("CTImage'");
  }
}
