package org.contourflow.model.hu;

import java.util.BitSet;
import java.util.List;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.StackGeometry;
import org.contourflow.volume.CtVolume;

/** A phantom's CT without its files. */
public final class Phantoms {
  private Phantoms() {}

  public static CtVolume ct(Phantom phantom) {
    return CtVolume.wrap(grid(phantom.geometry()), phantom.hu());
  }

  private static VoxelGrid grid(StackGeometry stack) {
    List<PatientPoint> origins =
        stack.origins().stream().map(o -> new PatientPoint(o.x(), o.y(), o.z())).toList();
    return new VoxelGrid(
        origins,
        new SliceOrientation(
            direction(stack.orientation().alongRow()),
            direction(stack.orientation().alongColumn())),
        stack.rowSpacingMm(),
        stack.columnSpacingMm(),
        stack.rows(),
        stack.columns());
  }

  private static Direction direction(Lps lps) {
    return new Direction(lps.x(), lps.y(), lps.z());
  }

  /** A chest of 46 slices of 5 mm, 176 x 176 pixels of 2.5 mm, on the usual couch. */
  static PhantomBuilder thorax(Anatomy anatomy) {
    return Phantom.builder()
        .matrix(176, 176)
        .spacingMm(2.5, 2.5)
        .evenSlices(46, 5)
        .centre(new Lps(0, 15, -130))
        .anatomy(anatomy);
  }

  public static double dice(BitSet a, BitSet b) {
    BitSet both = (BitSet) a.clone();
    both.and(b);
    return 2.0 * both.cardinality() / (a.cardinality() + b.cardinality());
  }
}
