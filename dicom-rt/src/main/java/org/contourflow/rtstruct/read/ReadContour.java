package org.contourflow.rtstruct.read;

import java.util.List;

/**
 * One item of a ContourSequence.
 *
 * @param index place in the sequence, from 0
 * @param geometricType as read: CLOSED_PLANAR, CLOSEDPLANAR_XOR, POINT, ...; may be empty
 * @param points none where they cannot be read, and where the item has none
 * @param imageUids SOPInstanceUIDs of its ContourImageSequence; often empty in old files
 * @param unreadable whether it has points that cannot be read: something was drawn here
 */
public record ReadContour(
    int index,
    String geometricType,
    ContourPolyline points,
    List<String> imageUids,
    boolean unreadable) {
  public ReadContour {
    imageUids = List.copyOf(imageUids);
  }

  /** One that could be read. */
  public ReadContour(
      int index, String geometricType, ContourPolyline points, List<String> imageUids) {
    this(index, geometricType, points, imageUids, false);
  }

  /** Whether it encloses an area: CLOSED_PLANAR or CLOSEDPLANAR_XOR. */
  public boolean isClosed() {
    return geometricType.equals("CLOSED_PLANAR") || isExclusiveOr();
  }

  /** Whether it is CLOSEDPLANAR_XOR. */
  public boolean isExclusiveOr() {
    return geometricType.equals("CLOSEDPLANAR_XOR");
  }
}
