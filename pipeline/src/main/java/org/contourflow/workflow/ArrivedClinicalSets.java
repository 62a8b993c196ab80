package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.StructureSetStore;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.home.Home;
import org.contourflow.rtstruct.write.Equipment;
import org.contourflow.rtstruct.write.StructureSetAppender;
import org.contourflow.series.CtSeries;

/**
 * The clinicians' structure sets that arrived by any way. What we delivered and comes back, edited
 * or not, is none of them: it must not become an input.
 */
public final class ArrivedClinicalSets implements ClinicalSets {
  private static final Set<SetState> CLINICIANS =
      EnumSet.of(SetState.RECEIVED, SetState.UNKNOWN, SetState.UNRELATED);

  private final Home home;
  private final StructureSetStore sets;

  public ArrivedClinicalSets(Home home, StructureSetStore sets) {
    this.home = home;
    this.sets = sets;
  }

  @Override
  public Optional<Path> newestOn(CtSeries series) throws IOException {
    List<ArrivedSet> oldestFirst =
        sets.referencing(series.seriesInstanceUid(), series.frameOfReferenceUid());
    for (int i = oldestFirst.size() - 1; i >= 0; i--) {
      ArrivedSet set = oldestFirst.get(i);
      Path file = home.absolute(set.file());
      if (CLINICIANS.contains(set.state()) && Files.exists(file) && isTheirs(file, series)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static boolean isTheirs(Path file, CtSeries series) throws IOException {
    try {
      DicomDataset set = DicomFiles.read(file).dataset();
      return StructureSetAppender.refersTo(set, series.seriesInstanceUid())
          && !set.text(DicomTag.ManufacturerModelName).equals(Equipment.CONTOURFLOW.model());
    } catch (DicomReadException e) {
      return false;
    }
  }
}
