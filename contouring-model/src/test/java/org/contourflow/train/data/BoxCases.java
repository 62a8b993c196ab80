package org.contourflow.train.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Made-up cases: water everywhere, structures are boxes {z0, z1, r0, r1, c0, c1}, ends included.
 */
public final class BoxCases implements CaseSource {
  static final VoxelGrid GRID =
      VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 20, 24, 24, 2, 1, 1);

  private final Map<String, LabelledCase> cases = new LinkedHashMap<>();
  int reads;
  String stamp = "1";

  public static BinaryMask box(int... b) {
    return BinaryMask.of(
        GRID,
        (s, r, c) -> s >= b[0] && s <= b[1] && r >= b[2] && r <= b[3] && c >= b[4] && c <= b[5]);
  }

  public void add(String id, Map<String, BinaryMask> contours, int first, int last) {
    CtVolume ct = CtVolume.wrap(GRID, new short[(int) GRID.voxelCount()]);
    cases.put(id, new LabelledCase(id, ct, contours, first, last));
  }

  /** One whose contours of these structures are there and cannot be used. */
  public void addUnusable(String id, Set<String> structures) {
    CtVolume ct = CtVolume.wrap(GRID, new short[(int) GRID.voxelCount()]);
    cases.put(id, new LabelledCase(id, ct, Map.of(), structures, 0, GRID.slices() - 1));
  }

  @Override
  public List<String> ids() {
    return cases.keySet().stream().sorted().toList();
  }

  @Override
  public LabelledCase read(String id) {
    reads++;
    return cases.get(id);
  }

  @Override
  public String fingerprint(String id) {
    return stamp;
  }
}
