package org.contourflow.volume.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.LabelMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NiftiTest {
  @TempDir Path folder;

  static Stream<SliceOrientation> orientations() {
    Direction x = new Direction(1, 0, 0);
    Direction y = new Direction(0, 1, 0);
    Direction z = new Direction(0, 0, 1);
    double c = Math.cos(0.3);
    double s = Math.sin(0.3);
    return Stream.of(
        SliceOrientation.AXIAL,
        new SliceOrientation(x.reversed(), y.reversed()),
        new SliceOrientation(x.reversed(), y),
        new SliceOrientation(x, z.reversed()),
        new SliceOrientation(y, z),
        new SliceOrientation(y.reversed(), x),
        new SliceOrientation(new Direction(c, s, 0), new Direction(-s, c, 0)),
        new SliceOrientation(new Direction(c, 0, s), new Direction(0, 1, 0)));
  }

  private static CtVolume ct(SliceOrientation orientation) {
    VoxelGrid grid =
        VoxelGrid.even(new PatientPoint(-10, 20, -300), orientation, 4, 5, 6, 3, 0.75, 1.25);
    short[] hu = new short[(int) grid.voxelCount()];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = (short) (i * 17 - 1024);
    }
    return CtVolume.wrap(grid, hu);
  }

  @ParameterizedTest
  @MethodSource("orientations")
  void a_ct_comes_back_with_every_voxel_at_its_place(SliceOrientation orientation)
      throws IOException {
    CtVolume ct = ct(orientation);
    for (String name : List.of("a.nii", "a.nii.gz")) {
      NiftiWriter.write(folder.resolve(name), ct);
      CtVolume back = NiftiReader.readCt(folder.resolve(name));
      assertThat(back.grid().matches(ct.grid(), 1e-4)).isTrue();
      assertThat(back.values()).isEqualTo(ct.values());
    }
  }

  @ParameterizedTest
  @MethodSource("orientations")
  void the_qform_places_voxels_where_the_sform_does(SliceOrientation orientation)
      throws IOException {
    CtVolume ct = ct(orientation);
    Path file = folder.resolve("q.nii");
    NiftiWriter.write(file, ct);
    byte[] bytes = Files.readAllBytes(file);
    bytes[254] = 0; // sform_code
    Files.write(file, bytes);
    assertThat(NiftiReader.read(file).grid().matches(ct.grid(), 1e-3)).isTrue();
  }

  @Test
  void slices_are_reversed_where_the_third_axis_runs_against_the_normal() throws IOException {
    CtVolume ct = ct(SliceOrientation.AXIAL);
    Path file = folder.resolve("r.nii");
    NiftiWriter.write(file, ct);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    b.putFloat(280 + 32 + 8, -3); // k now runs to the feet
    b.putFloat(280 + 32 + 12, -291);
    Files.write(file, bytes);
    NiftiImage image = NiftiReader.read(file);
    assertThat(image.grid().matches(ct.grid(), 1e-4)).isTrue();
    assertThat(image.value(0, 2, 3)).isEqualTo(ct.hu(3, 2, 3));
  }

  @Test
  void nifti_x_to_the_right_becomes_lps_x_to_the_left() throws IOException {
    Path file = folder.resolve("x.nii");
    NiftiWriter.write(file, ct(SliceOrientation.AXIAL));
    ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(b.getFloat(280)).isEqualTo(-1.25f);
    assertThat(b.getFloat(292)).isEqualTo(10f);
    assertThat(NiftiReader.read(file).grid().toPatient(new VoxelIndex(1, 0, 2)))
        .isEqualTo(new PatientPoint(-7.5, 20, -297));
  }

  @Test
  void slope_and_intercept_and_big_endian_are_honoured() throws IOException {
    Path file = folder.resolve("s.nii");
    NiftiWriter.write(file, ct(SliceOrientation.AXIAL));
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer out = ByteBuffer.wrap(in.array().clone()).order(ByteOrder.BIG_ENDIAN);
    out.putInt(0, 348);
    for (int at = 40; at <= 74; at += 2) {
      out.putShort(at, in.getShort(at));
    }
    for (int at = 76; at <= 116; at += 4) {
      out.putFloat(at, in.getFloat(at));
    }
    out.putFloat(112, 2).putFloat(116, -5);
    out.putShort(252, in.getShort(252)).putShort(254, in.getShort(254));
    for (int at = 256; at < 328; at += 4) {
      out.putFloat(at, in.getFloat(at));
    }
    for (int at = 352; at < in.capacity(); at += 2) {
      out.putShort(at, in.getShort(at));
    }
    Files.write(file, out.array());
    NiftiImage image = NiftiReader.read(file);
    assertThat(image.value(0, 0, 0)).isEqualTo(-1024 * 2 - 5);
    assertThat(image.value(0, 0, 1)).isEqualTo((17 - 1024) * 2 - 5);
  }

  @Test
  void labels_masks_and_bits_come_back() throws IOException {
    VoxelGrid grid = ct(SliceOrientation.AXIAL).grid();
    byte[] values = new byte[(int) grid.voxelCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i * 7);
    }
    LabelMap labels = LabelMap.wrap(grid, values);
    NiftiWriter.write(folder.resolve("l.nii.gz"), labels);
    NiftiImage image = NiftiReader.read(folder.resolve("l.nii.gz"));
    assertThat(image.toLabels().values()).isEqualTo(labels.values());
    assertThat(image.maskOf(203).toBitSet()).isEqualTo(labels.mask(203).toBitSet());
    assertThat(image.maskOfBit(2).get(0, 0, 1)).isTrue();
    assertThat(image.maskOfBit(3).get(0, 0, 1)).isFalse();
    BinaryMask mask = labels.mask(7);
    NiftiWriter.write(folder.resolve("m.nii.gz"), mask);
    assertThat(NiftiReader.read(folder.resolve("m.nii.gz")).maskOf(1).toBitSet())
        .isEqualTo(mask.toBitSet());
  }

  @Test
  void what_cannot_be_placed_or_is_cut_short_is_refused_with_its_name() throws IOException {
    Path file = folder.resolve("bad.nii");
    NiftiWriter.write(file, ct(SliceOrientation.AXIAL));
    byte[] good = Files.readAllBytes(file);
    refuse(file, java.util.Arrays.copyOf(good, good.length - 1), "cut short");
    refuse(file, java.util.Arrays.copyOf(good, 100), "too short");
    byte[] unplaced = good.clone();
    unplaced[252] = 0;
    unplaced[254] = 0;
    refuse(file, unplaced, "left and right are unknown");
    byte[] complex = good.clone();
    complex[70] = 32;
    refuse(file, complex, "voxel type 32");
    byte[] sheared = good.clone();
    ByteBuffer.wrap(sheared).order(ByteOrder.LITTLE_ENDIAN).putFloat(280 + 8, 1);
    refuse(file, sheared, "sheared");
    byte[] metres = good.clone();
    metres[123] = 1;
    refuse(file, metres, "not mm");
  }

  private static void refuse(Path file, byte[] bytes, String why) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> NiftiReader.read(file))
        .isInstanceOf(NiftiFormatException.class)
        .hasMessageContaining("bad.nii")
        .hasMessageContaining(why);
  }

  @Test
  void an_uneven_stack_is_not_written() {
    VoxelGrid even = ct(SliceOrientation.AXIAL).grid();
    List<PatientPoint> origins = new java.util.ArrayList<>(even.sliceOrigins());
    origins.set(3, new PatientPoint(-10, 20, -290));
    VoxelGrid uneven = new VoxelGrid(origins, even.orientation(), 0.75, 1.25, 5, 6);
    assertThatThrownBy(
            () ->
                NiftiWriter.write(
                    folder.resolve("u.nii"), BinaryMask.of(uneven, (s, r, c) -> false)))
        .hasMessageContaining("uneven");
  }

  @Test
  void a_right_parotid_of_real_data_lies_at_the_patients_right() throws IOException {
    Path file = SharedData.require("openkbp_hn/seg/pt_2.nii.gz");
    NiftiImage image = NiftiReader.read(file);
    assertThat(meanX(image.maskOfBit(2))).isLessThan(meanX(image.maskOfBit(3)));
  }

  private static double meanX(BinaryMask mask) {
    VoxelGrid grid = mask.grid();
    int size = grid.rows() * grid.columns();
    return mask.toBitSet().stream()
        .mapToDouble(
            i ->
                grid.toPatient(
                        new VoxelIndex(i / size, i % size / grid.columns(), i % grid.columns()))
                    .xMm())
        .average()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("orientations")
  @Tag("peer")
  void nibabel_sees_the_same_voxels_at_the_same_places(SliceOrientation orientation)
      throws Exception {
    CtVolume ct = ct(orientation);
    Path file = folder.resolve("peer.nii.gz");
    NiftiWriter.write(file, ct);
    Path script = folder.resolve("peer.py");
    Files.writeString(
        script,
        """
        import sys, nibabel, numpy
        n = nibabel.load(sys.argv[1])
        assert numpy.abs(n.get_qform() - n.get_sform()).max() < 1e-3
        p = n.affine @ [5, 4, 3, 1]
        print('%.4f %.4f %.4f %d' % (-p[0], -p[1], p[2], n.get_fdata()[5, 4, 3]))
        """);
    Peer.Result result = Peer.requirePython("nibabel").run(script.toString(), file.toString());
    PatientPoint at = ct.grid().toPatient(new VoxelIndex(3, 4, 5));
    String[] seen = result.output().trim().split(" ");
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(
            at.distanceMm(
                new PatientPoint(
                    Double.parseDouble(seen[0]),
                    Double.parseDouble(seen[1]),
                    Double.parseDouble(seen[2]))))
        .isLessThan(1e-3);
    assertThat(Integer.parseInt(seen[3])).isEqualTo(ct.hu(3, 4, 5));
  }

  /** A CT as float32, whose last value is this. */
  private Path floats(float last) throws IOException {
    CtVolume ct = ct(orientations().findFirst().orElseThrow());
    NiftiWriter.write(folder.resolve("ct.nii"), ct);
    byte[] head = Arrays.copyOf(Files.readAllBytes(folder.resolve("ct.nii")), 352);
    ByteBuffer file =
        ByteBuffer.allocate(352 + 4 * ct.values().remaining()).order(ByteOrder.LITTLE_ENDIAN);
    file.put(head).putShort(70, (short) 16).putShort(72, (short) 32);
    while (file.remaining() > 4) {
      file.putFloat(40);
    }
    file.putFloat(last);
    return Files.write(folder.resolve("floats.nii"), file.array());
  }

  @Test
  void a_ct_with_a_value_that_is_no_number_is_refused_with_its_file() throws IOException {
    assertThat(NiftiReader.readCt(floats(41)).hu(3, 4, 5)).isEqualTo((short) 41);
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> NiftiReader.readCt(floats(wrong)))
          .isInstanceOf(NiftiFormatException.class)
          .hasMessageContainingAll("floats.nii", "1 voxels are not a number or infinite");
    }
  }

  @Test
  void a_ct_whose_header_places_it_twice_is_refused() throws IOException {
    Path file = folder.resolve("twice.nii");
    NiftiWriter.write(file, ct(orientations().findFirst().orElseThrow()));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putFloat(292, header.getFloat(292) + 15);
    Files.write(file, bytes);
    assertThatThrownBy(() -> NiftiReader.readCt(file))
        .hasMessageContainingAll("twice.nii", "15.0 mm apart");
  }
}
