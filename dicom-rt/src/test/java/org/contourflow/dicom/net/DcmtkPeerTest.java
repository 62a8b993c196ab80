package org.contourflow.dicom.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.scp.ReceivedInstance;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.PeerServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against dcmtk's storescu, echoscu and storescp. */
@Tag("peer")
@SuppressWarnings("try") // A server beside the test is held, not used.
class DcmtkPeerTest {
  @TempDir Path folder;

  @Test
  void dcmtk_echoes_this_node() throws Exception {
    Peer echoscu = Peer.require("echoscu");
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      Peer.Result result =
          echoscu.run("-v", "-aec", "CONTOURFLOW", "127.0.0.1", Integer.toString(node.port()));
      assertThat(result.output()).contains("Received Echo Response (Success)");
      assertThat(result.exit()).isZero();
    }
  }

  @Test
  void dcmtk_stores_what_arrives_byte_for_byte() throws Exception {
    Peer storescu = Peer.require("storescu");
    List<Path> files =
        SampleInstances.ct(folder.resolve("in"), 20, 64, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    try (TestNode node = TestNode.start(folder.resolve("spool"))) {
      Peer.Result result =
          storescu.run(
              "-v",
              "-aec",
              "CONTOURFLOW",
              "+sd",
              "127.0.0.1",
              Integer.toString(node.port()),
              folder.resolve("in").toString());
      assertThat(result.exit()).as(result.output()).isZero();
      assertThat(node.arrived).hasSize(20);
      for (ReceivedInstance instance : node.arrived) {
        Path sent =
            files.stream()
                .filter(f -> uid(f).equals(instance.sopInstanceUid()))
                .findFirst()
                .orElseThrow();
        assertThat(SampleInstances.dataSetBytes(instance.file()))
            .isEqualTo(SampleInstances.dataSetBytes(sent));
      }
    }
  }

  private static String uid(Path file) {
    try {
      return InstanceUids.scan(file).sopInstance();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void a_long_contour_reaches_storescp_unharmed_as_implicit_vr() throws Exception {
    Peer storescp = Peer.require("storescp");
    int port = FreePort.find();
    Path out = Files.createDirectories(folder.resolve("out"));
    Path sent = SampleInstances.longContour(folder.resolve("in").resolve("rs.dcm"));
    List<Path> files = new ArrayList<>(List.of(sent));
    files.addAll(
        SampleInstances.ct(folder.resolve("in"), 5, 64, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN));
    try (PeerServer peer =
        PeerServer.server(
            storescp, out, port, "+B", "-aet", "TPS", "-od", out.toString(), "" + port)) {
      StoreScu scu =
          new StoreScu(
              new AeTitle("CONTOURFLOW"),
              RemoteNode.of("TPS", "127.0.0.1", port),
              TestNode.PATIENT);
      assertThat(scu.echo()).isInstanceOf(EchoOutcome.Alive.class);
      assertThat(scu.send(files))
          .hasSize(6)
          .allMatch(r -> r.outcome() instanceof StoreOutcome.Stored);
      Path got;
      try (Stream<Path> all = Files.list(out)) {
        got =
            all.filter(p -> p.getFileName().toString().startsWith("RS")).findFirst().orElseThrow();
      }
      assertThat(SampleInstances.dataSetBytes(got)).isEqualTo(SampleInstances.dataSetBytes(sent));
    }
  }

  @Test
  void a_peer_that_takes_implicit_only_gets_the_same_values_re_encoded() throws Exception {
    Peer storescp = Peer.require("storescp");
    int port = FreePort.find();
    Path out = Files.createDirectories(folder.resolve("out"));
    List<Path> files =
        SampleInstances.ct(folder.resolve("in"), 1, 32, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    try (PeerServer peer =
        PeerServer.server(storescp, out, port, "+xi", "-od", out.toString(), "" + port)) {
      StoreScu scu =
          new StoreScu(
              new AeTitle("CONTOURFLOW"),
              RemoteNode.of("TPS", "127.0.0.1", port),
              TestNode.PATIENT);
      assertThat(scu.send(files)).allMatch(r -> r.outcome() instanceof StoreOutcome.Stored);
      try (Stream<Path> all = Files.list(out)) {
        Path got =
            all.filter(p -> p.getFileName().toString().startsWith("CT")).findFirst().orElseThrow();
        assertThat(InstanceUids.scan(got).transferSyntax())
            .isEqualTo(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
      }
    }
  }

  @Test
  void compressed_data_a_peer_does_not_take_are_refused_by_name_and_left_alone() throws Exception {
    Peer storescp = Peer.require("storescp");
    Peer dcmcjpeg = Peer.require("dcmcjpeg");
    Path plain =
        SampleInstances.ct(folder.resolve("in"), 1, 32, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN).get(0);
    Path jpeg = folder.resolve("jpeg.dcm");
    assertThat(dcmcjpeg.run(plain.toString(), jpeg.toString()).exit()).isZero();
    int port = FreePort.find();
    Path out = Files.createDirectories(folder.resolve("out"));
    try (PeerServer peer =
        PeerServer.server(storescp, out, port, "-od", out.toString(), "" + port)) {
      StoreScu scu =
          new StoreScu(
              new AeTitle("CONTOURFLOW"),
              RemoteNode.of("TPS", "127.0.0.1", port),
              TestNode.PATIENT);
      assertThat(scu.send(List.of(jpeg)).get(0).outcome())
          .isInstanceOfSatisfying(
              StoreOutcome.Refused.class,
              refused -> assertThat(refused.comment()).contains("JPEG Lossless"));
    }
  }
}
