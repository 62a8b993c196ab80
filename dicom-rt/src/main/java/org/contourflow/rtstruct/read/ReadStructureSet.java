package org.contourflow.rtstruct.read;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A structure set as read, without patient identifiers.
 *
 * @param frameOfReferenceUids of ReferencedFrameOfReferenceSequence; may be several, may be none
 * @param referencedSeriesUids series of the reference chain
 * @param referencedImageUids images of the reference chain
 * @param rois in file order
 * @param problems what could not be taken as written, with its tag path
 * @param strayContours items with contours of which no ROI can be named
 */
public record ReadStructureSet(
    String sopInstanceUid,
    String label,
    List<String> frameOfReferenceUids,
    Set<String> referencedSeriesUids,
    Set<String> referencedImageUids,
    List<ReadRoi> rois,
    List<String> problems,
    int strayContours) {
  public ReadStructureSet {
    frameOfReferenceUids = List.copyOf(frameOfReferenceUids);
    referencedSeriesUids = Set.copyOf(referencedSeriesUids);
    referencedImageUids = Set.copyOf(referencedImageUids);
    rois = List.copyOf(rois);
    problems = List.copyOf(problems);
  }

  /** One in which every contour is a ROI's. */
  public ReadStructureSet(
      String sopInstanceUid,
      String label,
      List<String> frameOfReferenceUids,
      Set<String> referencedSeriesUids,
      Set<String> referencedImageUids,
      List<ReadRoi> rois,
      List<String> problems) {
    this(
        sopInstanceUid,
        label,
        frameOfReferenceUids,
        referencedSeriesUids,
        referencedImageUids,
        rois,
        problems,
        0);
  }

  /** The first ROI of that name, letter case ignored if there is none of the very name. */
  public Optional<ReadRoi> roi(String name) {
    return rois.stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .or(() -> rois.stream().filter(r -> r.name().equalsIgnoreCase(name)).findFirst());
  }
}
