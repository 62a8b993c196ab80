package org.contourflow.model.tile;

/** Takes the blended output, one plane across axis 0 after the other. */
@FunctionalInterface
public interface PlaneSink {
  /**
   * One plane is final.
   *
   * @param plane index along axis 0 of the array, without padding; ascending
   * @param classes {@code [class][axis1 * axis2]}, without padding; valid during the call only
   */
  void accept(int plane, float[][] classes);
}
