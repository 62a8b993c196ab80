package org.contourflow.train.data;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/** Where contoured patients come from: to train on, or to judge a model by. */
public interface CaseSource {
  /** All case ids, sorted. */
  List<String> ids();

  /**
   * Reads one case.
   *
   * @throws IOException naming the case and what is wrong with it
   */
  LabelledCase read(String id) throws IOException;

  /**
   * References of the cases read so far that are not all that was drawn: contours that lie on no
   * slice, that overlap, whose voxels differ from their planimetry; "case structure: what".
   */
  default List<String> readingLosses() {
    return List.of();
  }

  /** What was contoured in the cases read so far and is none of the structures asked for. */
  default List<String> leftOut() {
    return List.of();
  }

  /** Changes when the case's files change; for caches. */
  String fingerprint(String id) throws IOException;

  /**
   * A CT and what was contoured on it.
   *
   * @param contours by TG-263 name, on the CT's own grid, the whole CT; a structure that was not
   *     contoured is not in the map
   * @param unusable structures that were contoured, but in no way that can be used: neither
   *     contoured nor absent
   * @param firstSlice lowest slice that may be used
   * @param lastSlice highest slice that may be used
   */
  record LabelledCase(
      String id,
      CtVolume ct,
      Map<String, BinaryMask> contours,
      Set<String> unusable,
      int firstSlice,
      int lastSlice) {
    /** One of which every contour can be used. */
    public LabelledCase(
        String id, CtVolume ct, Map<String, BinaryMask> contours, int firstSlice, int lastSlice) {
      this(id, ct, contours, Set.of(), firstSlice, lastSlice);
    }

    public LabelledCase {
      contours = Map.copyOf(contours);
      unusable = Set.copyOf(unusable);
      if (firstSlice < 0 || lastSlice < firstSlice || lastSlice >= ct.grid().slices()) {
        throw new IllegalArgumentException(id + ": usable slices are not in the CT");
      }
    }
  }
}
