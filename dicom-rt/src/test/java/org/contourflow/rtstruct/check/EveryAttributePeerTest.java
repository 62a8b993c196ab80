package org.contourflow.rtstruct.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomVr;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Rois;
import org.contourflow.rtstruct.write.TestSeries;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each attribute of a structure set taken away, then emptied: what dciodvfy minds, we mind. */
@Tag("peer")
@Tag("long")
class EveryAttributePeerTest {
  @TempDir private Path folder;

  /** Where an attribute lies: tags of sequences, whose first item is meant, and its own. */
  private static List<int[]> paths(DicomDataset item, int... above) {
    List<int[]> all = new ArrayList<>();
    for (int tag : item.tags()) {
      if (tag == DicomTag.SOPClassUID || tag == DicomTag.SOPInstanceUID) {
        continue; // Without them nothing is written to a file.
      }
      int[] path = java.util.Arrays.copyOf(above, above.length + 1);
      path[above.length] = tag;
      all.add(path);
      if (item.vr(tag).filter(DicomVr.SQ::equals).isPresent() && item.hasValue(tag)) {
        all.addAll(paths(item.items(tag).get(0), path));
      }
    }
    return all;
  }

  private static DicomDataset without(DicomDataset whole, int[] path, boolean emptied) {
    DicomDataset changed = whole.copy();
    DicomDataset item = changed;
    for (int i = 0; i < path.length - 1; i++) {
      item = item.items(path[i]).get(0);
    }
    int last = path[path.length - 1];
    item.remove(last);
    if (emptied) {
      item.putEmpty(last);
    }
    return changed;
  }

  @Test
  void what_dciodvfy_minds_is_found() throws Exception {
    Peer dciodvfy = Peer.require("dciodvfy");
    ReferencedSeries series = TestSeries.write(Phantom.tiny().build(), folder.resolve("ct"));
    BinaryMask mask = BinaryMask.of(series.grid(), (s, r, c) -> s < 2 && r > 3 && r < 9 && c > 20);
    DicomDataset whole = Rois.write(series, Rois.of("Heart", mask)).dataset();
    List<String> missed = new ArrayList<>();
    int minded = 0;
    for (int[] path : paths(whole)) {
      for (boolean emptied : new boolean[] {false, true}) {
        DicomDataset changed = without(whole, path, emptied);
        Path file = folder.resolve("changed.dcm");
        DicomFiles.write(file, changed, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
        if (dciodvfy.run(file.toString()).output().contains("Error")) {
          minded++;
          if (StructureSetChecker.check(changed, Optional.empty()).isEmpty()) {
            missed.add((emptied ? "empty " : "no ") + DicomTag.keyword(path[path.length - 1]));
          }
        }
      }
    }
    assertThat(minded).isGreaterThan(60);
    assertThat(missed).isEmpty();
  }
}
