package org.contourflow.dicom.net.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.SampleInstances;
import org.contourflow.dicom.net.StorageClasses;
import org.contourflow.dicom.net.scp.ReceivedInstance;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.testdata.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This project's SCU against its SCP. */
class StoreRoundTripTest {
  @TempDir Path folder;

  @Test
  void an_echo_is_answered() throws Exception {
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      assertThat(node.scu().echo()).isInstanceOf(EchoOutcome.Alive.class);
    }
  }

  @Test
  void a_data_set_arrives_byte_for_byte_in_its_own_transfer_syntax() throws Exception {
    List<Path> files = new ArrayList<>();
    files.addAll(
        SampleInstances.ct(folder.resolve("e"), 3, 64, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN));
    files.add(SampleInstances.longContour(folder.resolve("rs").resolve("rs.dcm")));
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      List<StoreReceipt> receipts = node.scu().send(files);
      assertThat(receipts).hasSize(4).allMatch(r -> r.outcome() instanceof StoreOutcome.Stored);
      for (int i = 0; i < files.size(); i++) {
        ReceivedInstance got = node.arrived.get(i);
        assertThat(SampleInstances.dataSetBytes(got.file()))
            .isEqualTo(SampleInstances.dataSetBytes(files.get(i)));
        assertThat(got.sopInstanceUid()).isEqualTo(receipts.get(i).sopInstanceUid());
        assertThat(got.studyInstanceUid()).isEqualTo(SampleInstances.STUDY);
        assertThat(got.source().callingAeTitle()).isEqualTo("TESTSCU");
      }
      assertThat(node.partialFiles()).isEmpty();
      assertThat(node.receivedFiles()).hasSize(4);
    }
  }

  @Test
  void what_is_received_names_this_implementation_and_the_sender_in_its_file_meta()
      throws Exception {
    List<Path> files =
        SampleInstances.ct(folder.resolve("in"), 1, 16, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      node.scu().send(files);
      var meta = DicomFiles.readHeader(node.arrived.get(0).file()).fileMeta();
      assertThat(meta.text(DicomTag.ImplementationClassUID))
          .isEqualTo(DicomUid.IMPLEMENTATION_CLASS);
      assertThat(meta.text(DicomTag.ImplementationVersionName)).startsWith("CONTOURFLOW");
      assertThat(meta.text(DicomTag.SourceApplicationEntityTitle)).isEqualTo("TESTSCU");
    }
  }

  @Test
  void a_resend_has_the_same_digest_and_never_overwrites_the_first() throws Exception {
    List<Path> files =
        SampleInstances.ct(folder.resolve("in"), 1, 16, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      node.scu().send(files);
      node.scu().send(files);
      assertThat(node.receivedFiles()).hasSize(2);
      assertThat(node.arrived.get(0).dataSet().sha256())
          .isEqualTo(node.arrived.get(1).dataSet().sha256());
    }
  }

  @Test
  void a_file_that_is_not_dicom_has_a_receipt_and_the_others_are_sent() throws Exception {
    Path text = Files.writeString(folder.resolve("note.txt"), "not DICOM");
    List<Path> files = new ArrayList<>(List.of(text));
    files.addAll(
        SampleInstances.ct(folder.resolve("in"), 2, 16, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN));
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      List<StoreReceipt> receipts = node.scu().send(files);
      assertThat(receipts.get(0).outcome())
          .isInstanceOfSatisfying(
              StoreOutcome.Failed.class,
              failed -> {
                assertThat(failed.retryable()).isFalse();
                assertThat(failed.cause()).contains("note.txt");
              });
      assertThat(receipts.subList(1, 3)).allMatch(r -> r.outcome().delivered());
    }
  }

  @Test
  void nobody_at_the_port_is_a_retryable_failure_that_names_the_peer() throws IOException {
    StoreScu scu =
        new StoreScu(
            new AeTitle("TESTSCU"),
            RemoteNode.of("TPS", "127.0.0.1", FreePort.find()),
            NetworkTimeouts.defaults());
    Path file = SampleInstances.ct(folder, 1, 16, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN).get(0);
    StoreReceipt receipt = scu.send(List.of(file)).get(0);
    assertThat(receipt.outcome())
        .isInstanceOfSatisfying(
            StoreOutcome.Failed.class,
            failed -> assertThat(failed.cause()).contains("TPS@127.0.0.1"));
    assertThat(receipt.outcome().retryable()).isTrue();
    assertThat(scu.echo()).isInstanceOf(EchoOutcome.Failed.class);
  }

  @Test
  void more_than_128_contexts_go_over_several_associations() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      Path file = folder.resolve("many" + i + ".dcm");
      DicomFiles.write(
          file,
          SampleInstances.slice(i, 4).put(DicomTag.SOPClassUID, "1.2.3.4." + (i + 1)),
          DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
      files.add(file);
    }
    try (TestNode node =
        TestNode.start(
            folder.resolve("spool"), s -> s.withSopClasses(List.of(StorageClasses.ANY)))) {
      assertThat(node.scu().send(files)).hasSize(90).allMatch(r -> r.outcome().delivered());
      assertThat(node.listener.statistics().acceptedAssociations()).isEqualTo(2);
    }
  }
}
