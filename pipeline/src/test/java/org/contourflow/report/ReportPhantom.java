package org.contourflow.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.contourflow.contour.MaskTracer;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.structure.RoiColour;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.StackGeometry;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/** Phantoms as the product's volumes and rings, without files. */
final class ReportPhantom {
  private ReportPhantom() {}

  static VoxelGrid grid(StackGeometry g) {
    return new VoxelGrid(
        g.origins().stream().map(p -> new PatientPoint(p.x(), p.y(), p.z())).toList(),
        new SliceOrientation(
            direction(g.orientation().alongRow()), direction(g.orientation().alongColumn())),
        g.rowSpacingMm(),
        g.columnSpacingMm(),
        g.rows(),
        g.columns());
  }

  private static Direction direction(Lps d) {
    return new Direction(d.x(), d.y(), d.z());
  }

  static CtVolume ct(Phantom phantom) {
    return CtVolume.wrap(grid(phantom.geometry()), phantom.hu());
  }

  static BinaryMask mask(Phantom phantom, String name) {
    return BinaryMask.wrap(grid(phantom.geometry()), phantom.truth().mask(name));
  }

  static List<ReportStructure> structures(Phantom phantom, List<String> names) {
    return IntStream.range(0, names.size())
        .mapToObj(i -> structure(phantom, names.get(i), i))
        .toList();
  }

  private static ReportStructure structure(Phantom phantom, String name, int i) {
    BinaryMask mask = mask(phantom, name);
    java.awt.Color c = java.awt.Color.getHSBColor(i * 0.381966f % 1, 0.85f, 1);
    return new ReportStructure(
        name,
        new RoiColour(c.getRed(), c.getGreen(), c.getBlue()),
        SliceRing.of(MaskTracer.trace(mask)),
        OptionalDouble.of(mask.volumeMm3(1) / 1000),
        OptionalDouble.empty());
  }
}
