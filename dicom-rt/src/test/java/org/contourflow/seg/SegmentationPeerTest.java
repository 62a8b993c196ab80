package org.contourflow.seg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.rtstruct.write.ReferencedImage;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.TestSeries;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.PeerServer;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our segmentations as programs no one here wrote see them, and theirs as we read them. */
@Tag("peer")
class SegmentationPeerTest {
  /** Label, voxels and SHA-256 of the bits of each segment on the CT's slices, in their order. */
  private static final String READ =
      """
      import sys, hashlib, numpy as np, highdicom as hd
      seg = hd.seg.segread(sys.argv[1])
      uids = open(sys.argv[2]).read().split()
      pixels = seg.get_pixels_by_source_instance(
          source_sop_instance_uids=uids, assert_missing_frames_are_empty=True)
      for k, n in enumerate(seg.segment_numbers):
          bits = np.packbits((pixels[..., k] != 0).astype(np.uint8).ravel(), bitorder='little')
          print(seg.get_segment_description(n).segment_label, hashlib.sha256(bits).hexdigest())
      """;

  /** Two segments by a rule on slice, row, column, written as BINARY or LABELMAP. */
  private static final String WRITE =
      """
      import sys, glob, numpy as np, pydicom, highdicom as hd
      from pydicom.sr.codedict import codes
      ct, uids, out, kind, syntax = sys.argv[1:]
      order = {u: i for i, u in enumerate(open(uids).read().split())}
      images = sorted((pydicom.dcmread(f) for f in glob.glob(ct + '/*')),
                      key=lambda d: order[d.SOPInstanceUID])
      s, r, c = np.indices((len(images), images[0].Rows, images[0].Columns))
      first = (7 * s + 3 * r + 5 * c) % 11 == 0
      second = ((s + r + c) % 4 == 1) & (s % 2 == 0) & ~first
      algorithm = hd.AlgorithmIdentificationSequence(
          name='test', version='1', family=codes.DCM.ArtificialIntelligence)
      def describe(number, label):
          return hd.seg.SegmentDescription(
              segment_number=number, segment_label=label,
              segmented_property_category=codes.SCT.Organ, segmented_property_type=codes.SCT.Organ,
              algorithm_type=hd.seg.SegmentAlgorithmTypeValues.AUTOMATIC,
              algorithm_identification=algorithm)
      seg = hd.seg.Segmentation(
          source_images=images, pixel_array=np.stack([first, second], -1).astype(np.uint8),
          segmentation_type=kind, segment_descriptions=[describe(1, 'First'), describe(2, 'Second')],
          series_instance_uid=hd.UID(), series_number=1, sop_instance_uid=hd.UID(),
          instance_number=1, manufacturer='m', manufacturer_model_name='n', software_versions='1',
          device_serial_number='1', transfer_syntax_uid=syntax)
      seg.save_as(out)
      """;

  @TempDir Path folder;
  private final Phantom phantom = Phantom.small().build();
  private ReferencedSeries series;
  private Path uids;

  @BeforeEach
  void ct() throws Exception {
    series = TestSeries.write(phantom, folder.resolve("ct"));
    uids = folder.resolve("uids.txt");
    Files.write(uids, series.images().stream().map(ReferencedImage::sopInstanceUid).toList());
  }

  @ParameterizedTest
  @EnumSource
  void dciodvfy_finds_no_error(SegmentationForm form) throws Exception {
    Peer dciodvfy = Peer.require("dciodvfy");
    for (Path file : written(form)) {
      if (form == SegmentationForm.BINARY) {
        assertThat(dciodvfy.run(file.toString()).output().strip()).isEqualTo("Segmentation");
      } else {
        // Its dictionary is older than label maps: their modules are judged as BINARY's, less what
        // only a label map may have (PS3.3 C.8.20.2): segment 0, its own term, no segment a frame.
        DicomDataset plain = DicomFiles.read(file).dataset();
        plain.put(DicomTag.SOPClassUID, DicomUid.SEGMENTATION_STORAGE);
        DicomFiles.write(file, plain, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
        assertThat(errors(dciodvfy.run(file.toString())))
            .allMatch(
                line ->
                    line.contains("LABELMAP")
                        || line.contains("SegmentNumber of 0")
                        || line.contains("attribute <Segment Number>")
                        || line.contains("Element=<SegmentIdentificationSequence>"));
      }
    }
  }

  private static List<String> errors(Peer.Result result) {
    return result.output().lines().filter(line -> line.startsWith("Error")).toList();
  }

  @ParameterizedTest
  @EnumSource
  void highdicom_reads_every_voxel(SegmentationForm form) throws Exception {
    readVoxelForVoxel(written(form));
  }

  /** Promiscuous (-pm): its list of storage classes is older than label maps. */
  @ParameterizedTest
  @EnumSource
  void what_dcmtk_received_by_c_store_is_the_same_voxel_for_voxel(SegmentationForm form)
      throws Exception {
    Peer storescp = Peer.require("storescp");
    int port = FreePort.find();
    Path out = Files.createDirectories(folder.resolve("received"));
    try (PeerServer peer =
        PeerServer.server(storescp, folder, port, "-pm", "-od", out.toString(), "" + port)) {
      List<Path> files = written(form);
      StoreScu scu =
          new StoreScu(
              new AeTitle("CONTOURFLOW"),
              RemoteNode.of("PACS", "127.0.0.1", port),
              TestNode.PATIENT);
      assertThat(scu.send(files))
          .hasSameSizeAs(files)
          .allMatch(r -> r.outcome() instanceof StoreOutcome.Stored);
      assertThat(peer.process().isAlive()).isTrue();
      try (Stream<Path> received = Files.list(out)) {
        readVoxelForVoxel(received.sorted().toList());
      }
    }
  }

  private void readVoxelForVoxel(List<Path> files) throws Exception {
    Peer python = Peer.requireFrameworks("highdicom");
    StringBuilder read = new StringBuilder();
    for (Path file : files) {
      read.append(python.run("-c", READ, file.toString(), uids.toString()).output());
    }
    List<String> expected = new ArrayList<>();
    for (Segment segment : Segmentations.of(phantom, series.grid())) {
      expected.add(segment.label() + " " + sha256(segment.mask()));
    }
    assertThat(read.toString().lines().filter(line -> !line.isBlank()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BINARY 1.2.840.10008.1.2.1",
        "LABELMAP 1.2.840.10008.1.2.1",
        "LABELMAP 1.2.840.10008.1.2.5"
      })
  void what_highdicom_writes_is_read_voxel_for_voxel(String kindAndSyntax) throws Exception {
    Peer python = Peer.requireFrameworks("highdicom");
    Path file = folder.resolve("theirs.dcm");
    List<String> arguments = new ArrayList<>(List.of("-c", WRITE));
    arguments.addAll(List.of(series(), uids.toString(), file.toString()));
    arguments.addAll(Arrays.asList(kindAndSyntax.split(" ")));
    Peer.Result result = python.run(arguments.toArray(String[]::new));
    assertThat(result.exit()).as(result.output()).isZero();
    ReadSegmentation read = SegmentationReader.read(file);
    assertThat(read.segments()).extracting(ReadSegment::label).containsExactly("First", "Second");
    BinaryMask first = BinaryMask.of(series.grid(), (s, r, c) -> (7 * s + 3 * r + 5 * c) % 11 == 0);
    BinaryMask second =
        BinaryMask.of(
            series.grid(), (s, r, c) -> (s + r + c) % 4 == 1 && s % 2 == 0 && !first.get(s, r, c));
    assertThat(read.mask(read.segments().get(0), series.grid()).toBitSet())
        .isEqualTo(first.toBitSet());
    assertThat(read.mask(read.segments().get(1), series.grid()).toBitSet())
        .isEqualTo(second.toBitSet());
  }

  private String series() {
    return folder.resolve("ct").toString();
  }

  /** Of the bits from slice to slice, row to row, the lowest first. */
  private static String sha256(BinaryMask mask) throws Exception {
    int bytes = (int) ((mask.grid().voxelCount() + 7) / 8);
    byte[] bits = Arrays.copyOf(mask.toBitSet().toByteArray(), bytes);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bits));
  }

  private List<Path> written(SegmentationForm form) throws Exception {
    List<Path> files = new ArrayList<>();
    for (var one : Segmentations.write(series, Segmentations.of(phantom, series.grid()), form)) {
      Path file = folder.resolve(files.size() + ".dcm");
      one.writeTo(file);
      files.add(file);
    }
    return files;
  }
}
