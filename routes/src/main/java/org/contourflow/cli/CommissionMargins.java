package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.commission.KnownTruth;
import org.contourflow.commission.SheetLine;
import org.contourflow.contour.MaskTracer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomTruth;
import org.contourflow.testdata.Solid;
import org.contourflow.testdata.Solids;
import org.contourflow.volume.BinaryMask;

/**
 * Derived structures against solids whose margins are known by formula: a ball and a block as a
 * clinician's RTSTRUCT, through {@code derive}, the RTSTRUCT read back.
 */
final class CommissionMargins {
  private static final Lps BALL = new Lps(-40, 10, -130);
  private static final double RADIUS_MM = 32;
  private static final Lps LOW = new Lps(0, -35, -160);
  private static final Lps HIGH = new Lps(54, 25, -100);
  private static final double PIXEL_MM = 2.5;

  /** A margin begins at voxel centres, on the whole a part of a voxel inside (decision 0130). */
  private static final KnownTruth.Place PLACE = new KnownTruth.Place("Derived structures", 0.5);

  private final Path folder;

  CommissionMargins(Path folder) {
    this.folder = folder;
  }

  /** Derivations as a protocol has them, by name. */
  private static Map<String, String> derived() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("Ball_10", "expand(Ball, 10 mm)");
    lines.put("Ball_inner", "shrink(Ball, 8 mm)");
    lines.put("zRing_Ball", "ring(Ball, 5 mm, 15 mm)");
    lines.put("Block_up", "expand(Block, S 12.5 mm)");
    lines.put("Both", "Ball + Block");
    lines.put("Rest", "Block - expand(Ball, 10 mm)");
    lines.put("Common", "Block & expand(Ball, 20 mm)");
    return lines;
  }

  private static Map<String, Solid> solids() {
    Solid ball = Solids.sphere(BALL, RADIUS_MM);
    Solid block = Solids.box(LOW, HIGH);
    Map<String, Solid> solids = new LinkedHashMap<>();
    solids.put("Ball", ball);
    solids.put("Block", block);
    solids.put("Ball_10", Solids.sphere(BALL, RADIUS_MM + 10));
    solids.put("Ball_inner", Solids.sphere(BALL, RADIUS_MM - 8));
    solids.put("zRing_Ball", Solids.hollowSphere(BALL, RADIUS_MM + 15, RADIUS_MM + 5));
    solids.put("Block_up", Solids.box(LOW, new Lps(HIGH.x(), HIGH.y(), HIGH.z() + 12.5)));
    solids.put("Both", Solids.union(ball, block));
    solids.put("Rest", Solids.minus(block, Solids.sphere(BALL, RADIUS_MM + 10)));
    Solid wide = Solids.sphere(BALL, RADIUS_MM + 20);
    solids.put("Common", Solids.minus(block, Solids.minus(block, wide)));
    return solids;
  }

  List<SheetLine> lines() throws IOException {
    Phantom phantom =
        Phantom.small()
            .anatomy(new Anatomy(List.of(), solids()))
            .matrix(96, 96)
            .spacingMm(PIXEL_MM, PIXEL_MM)
            .evenSlices(72, PIXEL_MM)
            .subSamples(1)
            .seed(17_900)
            .build();
    Path ctFolder = Files.createDirectories(folder.resolve("ct"));
    PhantomTruth truth = phantom.writeTo(ctFolder).truth();
    ReferencedSeries ct = CommissionReadBack.ct(ctFolder);
    Path drawn = folder.resolve("drawn.dcm");
    Failure.orRefused(
            StructureSetWriter.write(ct, content(ct, truth), DestinationProfile.named("generic")))
        .writeTo(drawn);
    Path made = folder.resolve("derived.dcm");
    String said = derive(ctFolder, drawn, made);
    List<SheetLine> lines = new ArrayList<>();
    if (Files.notExists(made)) {
      lines.add(
          SheetLine.of("derived", PLACE.section(), "derived structures", "written", said, false));
      return lines;
    }
    Map<String, BinaryMask> masks = CommissionReadBack.masks(StructureSetReader.read(made), ct);
    derived()
        .forEach(
            (name, how) -> {
              BinaryMask known = BinaryMask.wrap(ct.grid(), truth.mask(name));
              BinaryMask none = BinaryMask.wrap(ct.grid(), new java.util.BitSet());
              lines.addAll(
                  KnownTruth.judge(PLACE, "derived", name, known, masks.getOrDefault(name, none)));
            });
    return lines;
  }

  private static StructureSetContent content(ReferencedSeries ct, PhantomTruth truth) {
    List<Roi> rois = new ArrayList<>();
    for (String name : List.of("Ball", "Block")) {
      rois.add(
          new Roi(
              name,
              RoiType.CONTROL,
              new RoiColour(255, 0, 0),
              Optional.empty(),
              RoiGeneration.MANUAL,
              Optional.empty(),
              "Known truth",
              "Commissioning",
              MaskTracer.trace(BinaryMask.wrap(ct.grid(), truth.mask(name)))));
    }
    return StructureSetContent.of(
        "KIT", "Commissioning, known truth", LocalDateTime.of(2026, 1, 1, 12, 0), rois);
  }

  /** What the command said. */
  private String derive(Path ct, Path drawn, Path made) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "protocols:\n  - name: margins\n    models: [hu-anatomy]\n    clinical: [Ball,"
                + " Block]\n    derived: |\n");
    derived().forEach((name, how) -> text.append("      " + name + " = " + how + "\n"));
    text.append("rules:\n  - name: all\n    protocols: [margins]\n");
    Path protocol = Files.writeString(folder.resolve("margins.yaml"), text);
    StringWriter said = new StringWriter();
    Main.commandLine()
        .setOut(new PrintWriter(said))
        .setErr(new PrintWriter(said))
        .execute(
            "derive",
            "--ct",
            ct.toString(),
            "--rtstruct",
            drawn.toString(),
            "--protocol",
            protocol.toString(),
            "--out",
            made.toString());
    return said.toString();
  }
}
