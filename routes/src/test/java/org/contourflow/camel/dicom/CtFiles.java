package org.contourflow.camel.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/** Small instances for tests of the component. */
final class CtFiles {
  static final String STUDY = "2.25.300000000000000000000000000000000001";

  private CtFiles() {}

  static List<Path> write(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      DicomDataset slice =
          DicomDataset.create()
              .put(DicomTag.SOPClassUID, DicomUid.CT_IMAGE_STORAGE)
              .put(DicomTag.SOPInstanceUID, STUDY + ".1." + (i + 1))
              .put(DicomTag.Modality, "CT")
              .put(DicomTag.PatientName, "ROUTE^TEST")
              .put(DicomTag.PatientID, "ROUTE-1")
              .put(DicomTag.StudyInstanceUID, STUDY)
              .put(DicomTag.SeriesInstanceUID, STUDY + ".1");
      Path file = folder.resolve("ct" + i + ".dcm");
      DicomFiles.write(file, slice, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
      files.add(file);
    }
    return files;
  }
}
