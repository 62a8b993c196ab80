package org.contourflow.model.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.CtVolume;

/** A run of 25 classes on a CT of 512 x 512 x 400 in a process of its own; see the test. */
final class PeakMemory {
  static final VoxelGrid GRID =
      VoxelGrid.even(
          new PatientPoint(-250, -250, 0),
          SliceOrientation.AXIAL,
          400,
          512,
          512,
          1.5,
          0.977,
          0.977);

  private PeakMemory() {}

  static RegisteredModel model() throws IOException {
    return ModelRegistry.open(Path.of("src/test/resources/networks")).find("wide").orElseThrow();
  }

  /** A body of waves between fat and bone, so that many classes win somewhere. */
  private static CtVolume ct() {
    short[] hu = new short[400 * 512 * 512];
    int k = 0;
    for (int s = 0; s < 400; s++) {
      for (int r = 0; r < 512; r++) {
        for (int c = 0; c < 512; c++, k++) {
          double x = (c - 255.5) / 200;
          double y = (r - 255.5) / 140;
          boolean body = x * x + y * y < 1;
          hu[k] =
              (short) (body ? 100 + 250 * Math.sin(s / 9.0) * Math.cos(c / 7.0 + r / 11.0) : -1000);
        }
      }
    }
    return CtVolume.wrap(GRID, hu);
  }

  public static void main(String[] arguments) throws IOException {
    AtomicInteger tiles = new AtomicInteger();
    SegmentationListener count =
        p -> {
          if (p.step().equals("tiles")) {
            tiles.set(p.done());
          }
        };
    try (Segmenter segmenter = Segmenters.load(model())) {
      SegmentationOutcome outcome = segmenter.segment(ct(), count);
      if (outcome instanceof SegmentationOutcome.Completed completed) {
        System.out.println("structures " + completed.present().size());
        System.out.println("tiles " + tiles);
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("VmHWM"))
            .forEach(l -> System.out.println("peakKb " + l.replaceAll("\\D", "")));
      } else {
        System.out.println(outcome);
      }
    }
  }
}
