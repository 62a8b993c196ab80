package org.contourflow.rtstruct.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.Solids;
import org.contourflow.volume.BinaryMask;

/** A small CT in a folder, and three structures on its grid: a ball, a ring and two islands. */
final class ConvertCase {
  static final LocalDateTime CREATED = LocalDateTime.of(2026, 11, 24, 8, 15, 30);

  final Path root;
  final ReferencedSeries series;
  final Map<String, BinaryMask> masks = new LinkedHashMap<>();

  ConvertCase(Path root, PhantomBuilder phantom) throws IOException {
    this.root = root;
    phantom.build().writeTo(root.resolve("ct"));
    CtFolder.Outcome outcome = CtFolder.load(root.resolve("ct"), Optional.empty());
    series = ((CtFolder.Outcome.Found) outcome).series();
    masks.put(
        "Ball",
        BinaryMask.of(
            series.grid(),
            (s, r, c) ->
                Math.pow((s - 4) / 3.1, 2)
                        + Math.pow((r - 11) / 7.3, 2)
                        + Math.pow((c - 13) / 8.9, 2)
                    < 1));
    masks.put(
        "Ring",
        BinaryMask.of(
            series.grid(),
            (s, r, c) -> {
              double d = Math.hypot((r - 14) / 11.2, (c - 19) / 14.7);
              return s > 1 && s < 7 && d < 1 && d > 0.55;
            }));
    masks.put(
        "Islands",
        BinaryMask.of(
            series.grid(),
            (s, r, c) -> s > 4 && (r > 2 && r < 7 && c > 2 && c < 9 || r > 20 && c > 30)));
  }

  static PhantomBuilder phantom() {
    return Phantom.builder()
        .anatomy(Anatomy.of("Nothing", Solids.sphere(new Lps(0, 0, 0), 1), 0))
        .noiseHu(0)
        .subSamples(1)
        .matrix(28, 39)
        .spacingMm(0.8, 1.1)
        .evenSlices(9, 2.5);
  }

  Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  static MasksToStructureSet exact() {
    return new MasksToStructureSet(
        DestinationProfile.GENERIC, false, 0.1, false, "CONTOURFLOW", CREATED);
  }

  static MasksToStructureSet resampling() {
    return new MasksToStructureSet(
        DestinationProfile.GENERIC, false, 0.1, true, "CONTOURFLOW", CREATED);
  }

  static StructureSetOutcome.Completed completed(StructureSetOutcome outcome) {
    if (outcome instanceof StructureSetOutcome.Completed done) {
      return done;
    }
    throw new AssertionError("refused: " + outcome);
  }

  /** The ROIs' masks on the CT's grid. */
  Map<String, BinaryMask> rasterized(StructureSetOutcome outcome) {
    var read = StructureSetReader.read(completed(outcome).dataset());
    var rasterizer = new StructureSetRasterizer(series.grid());
    Map<String, BinaryMask> back = new LinkedHashMap<>();
    read.rois().forEach(roi -> back.put(roi.name(), rasterizer.rasterize(roi).mask()));
    return back;
  }
}
