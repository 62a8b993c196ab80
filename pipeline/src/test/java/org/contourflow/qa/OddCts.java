package org.contourflow.qa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;

/** CTs that are unlike a right one of head and neck, made of a right one with a fixed seed. */
final class OddCts {
  private OddCts() {}

  static Map<String, UnaryOperator<CtVolume>> all() {
    Map<String, UnaryOperator<CtVolume>> odd = new LinkedHashMap<>();
    odd.put("HU 1024 too high", ct -> mapped(ct, hu -> hu + 1024));
    odd.put("HU 100 too high", ct -> mapped(ct, hu -> hu + 100));
    odd.put("HU 60 too low", ct -> mapped(ct, hu -> hu - 60));
    odd.put("HU halved", ct -> mapped(ct, hu -> (hu + 1000) / 2 - 1000));
    odd.put("head for feet", OddCts::upsideDown);
    odd.put("front for back", OddCts::frontForBack);
    odd.put("every third slice only", ct -> every(ct, 3));
    odd.put("every second slice only", ct -> every(ct, 2));
    odd.put("20 slices only", ct -> part(ct, 20));
    odd.put("noise of 60 HU", OddCts::noisy);
    odd.put("metal of 30 cc with streaks", OddCts::metal);
    odd.put("pixels 1.5 times as large", OddCts::large);
    return odd;
  }

  private static CtVolume mapped(CtVolume ct, java.util.function.IntUnaryOperator change) {
    short[] hu = values(ct);
    for (int i = 0; i < hu.length; i++) {
      hu[i] = (short) change.applyAsInt(hu[i]);
    }
    return CtVolume.wrap(ct.grid(), hu);
  }

  private static short[] values(CtVolume ct) {
    short[] hu = new short[(int) ct.grid().voxelCount()];
    ct.values().get(hu);
    return hu;
  }

  private static CtVolume upsideDown(CtVolume ct) {
    VoxelGrid g = ct.grid();
    short[] hu = values(ct);
    short[] out = new short[hu.length];
    int plane = g.rows() * g.columns();
    for (int s = 0; s < g.slices(); s++) {
      System.arraycopy(hu, s * plane, out, (g.slices() - 1 - s) * plane, plane);
    }
    return CtVolume.wrap(g, out);
  }

  private static CtVolume frontForBack(CtVolume ct) {
    VoxelGrid g = ct.grid();
    short[] hu = values(ct);
    short[] out = new short[hu.length];
    for (int line = 0; line < g.slices() * g.rows(); line++) {
      int row = line % g.rows();
      int to = line - row + g.rows() - 1 - row;
      System.arraycopy(hu, line * g.columns(), out, to * g.columns(), g.columns());
    }
    return CtVolume.wrap(g, out);
  }

  private static CtVolume of(CtVolume ct, List<Integer> slices, double pixels) {
    VoxelGrid g = ct.grid();
    List<PatientPoint> origins = slices.stream().map(s -> g.sliceOrigins().get(s)).toList();
    int plane = g.rows() * g.columns();
    short[] out = new short[slices.size() * plane];
    for (int i = 0; i < slices.size(); i++) {
      ct.values().get(slices.get(i) * plane, out, i * plane, plane);
    }
    return CtVolume.wrap(
        new VoxelGrid(
            origins,
            g.orientation(),
            g.rowSpacingMm() * pixels,
            g.columnSpacingMm() * pixels,
            g.rows(),
            g.columns()),
        out);
  }

  private static CtVolume every(CtVolume ct, int step) {
    List<Integer> slices = new ArrayList<>();
    for (int s = 0; s < ct.grid().slices(); s += step) {
      slices.add(s);
    }
    return of(ct, slices, 1);
  }

  private static CtVolume part(CtVolume ct, int slices) {
    int first = (ct.grid().slices() - slices) / 2;
    return of(ct, Stream.iterate(first, s -> s + 1).limit(slices).toList(), 1);
  }

  private static CtVolume large(CtVolume ct) {
    return of(ct, Stream.iterate(0, s -> s + 1).limit(ct.grid().slices()).toList(), 1.5);
  }

  private static CtVolume noisy(CtVolume ct) {
    Random random = new Random(17);
    return mapped(ct, hu -> (int) Math.round(hu + 60 * random.nextGaussian()));
  }

  /** A cube of 4000 HU in the middle, and dark and bright lines across its slices. */
  private static CtVolume metal(CtVolume ct) {
    VoxelGrid g = ct.grid();
    short[] hu = values(ct);
    int side = (int) Math.round(Math.cbrt(30_000) / g.columnSpacingMm());
    int high = (int) Math.round(Math.cbrt(30_000) / g.smallestSliceStepMm(3));
    int s0 = (g.slices() - high) / 2;
    for (int s = Math.max(0, s0); s < Math.min(g.slices(), s0 + high); s++) {
      for (int r = 0; r < g.rows(); r++) {
        for (int c = 0; c < g.columns(); c++) {
          int at = (s * g.rows() + r) * g.columns() + c;
          boolean row = Math.abs(r - g.rows() / 2) <= side / 2;
          boolean column = Math.abs(c - g.columns() / 2) <= side / 2;
          if (row && column) {
            hu[at] = 4000;
          } else if (row && hu[at] > -900) {
            hu[at] += (short) (r % 2 == 0 ? 300 : -300);
          }
        }
      }
    }
    return CtVolume.wrap(g, hu);
  }

  static CtVolume read(String file, Path folder) throws IOException {
    if (!file.endsWith(".zip")) {
      return NiftiReader.read(SharedData.require(file)).toCt();
    }
    try (Stream<Path> files =
        Files.walk(SharedData.unzip(file, Files.createTempDirectory(folder, "ct")))) {
      List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
      return new CtSeriesAssembler().assemble(all).accepted().get(0).readVolume();
    }
  }
}
