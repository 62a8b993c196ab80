package org.contourflow.testdata;

import java.util.BitSet;
import java.util.Set;

/**
 * What is known about a phantom without any image processing: which structure holds which point,
 * and which voxel centres.
 */
public final class PhantomTruth {
  private final Anatomy anatomy;
  private final StackGeometry geometry;

  PhantomTruth(Anatomy anatomy, StackGeometry geometry) {
    this.anatomy = anatomy;
    this.geometry = geometry;
  }

  /** Where the voxel centres are; slices ordered along the normal, whatever the files' order. */
  public StackGeometry geometry() {
    return geometry;
  }

  /** Names of the structures (TG-263, and "Couch"). */
  public Set<String> names() {
    return anatomy.structures().keySet();
  }

  /** The structure's analytic solid. */
  public Solid solid(String name) {
    Solid solid = anatomy.structures().get(name);
    if (solid == null) {
      throw new IllegalArgumentException("the phantom has " + names() + ", not " + name);
    }
    return solid;
  }

  /** Whether a point in LPS mm lies in the structure. */
  public boolean contains(String name, double xMm, double yMm, double zMm) {
    return solid(name).contains(xMm, yMm, zMm);
  }

  /**
   * The voxels whose centre lies in the structure: bit {@code (slice * rows + row) * columns +
   * column}.
   */
  public BitSet mask(String name) {
    Solid solid = solid(name);
    BitSet bits = new BitSet(geometry.voxels());
    for (int s = 0; s < geometry.slices(); s++) {
      Raster.forCentresIn(geometry, s, solid, bits::set);
    }
    return bits;
  }

  /**
   * Every voxel's label at its centre: 0 where no named structure is, else 1 + the place of the
   * name in {@code order}; where several hold the centre, the last of {@code order}.
   */
  public byte[] labels(java.util.List<String> order) {
    byte[] labels = new byte[geometry.voxels()];
    for (int i = 0; i < order.size(); i++) {
      byte label = (byte) (i + 1);
      mask(order.get(i)).stream().forEach(at -> labels[at] = label);
    }
    return labels;
  }
}
