package org.contourflow.rtstruct.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.StackGeometry;

/** A phantom's CT as the series to draw on; its grid comes from the phantom, not from the files. */
public final class TestSeries {
  private TestSeries() {}

  public static ReferencedSeries write(Phantom phantom, Path folder) throws IOException {
    PhantomSeries written = phantom.writeTo(folder);
    DicomDataset header = DicomFiles.readHeader(written.files().get(0)).dataset();
    List<ReferencedImage> images = new ArrayList<>();
    for (String uid : written.instanceUids()) {
      images.add(new ReferencedImage(DicomUid.CT_IMAGE_STORAGE, uid, OptionalInt.empty()));
    }
    return new ReferencedSeries(
        header.text(DicomTag.StudyInstanceUID),
        header.text(DicomTag.SeriesInstanceUID),
        header.text(DicomTag.FrameOfReferenceUID),
        grid(phantom.geometry()),
        images,
        header);
  }

  public static VoxelGrid grid(StackGeometry g) {
    return new VoxelGrid(
        g.origins().stream().map(p -> new PatientPoint(p.x(), p.y(), p.z())).toList(),
        new SliceOrientation(
            direction(g.orientation().alongRow()), direction(g.orientation().alongColumn())),
        g.rowSpacingMm(),
        g.columnSpacingMm(),
        g.rows(),
        g.columns());
  }

  private static Direction direction(Lps v) {
    return new Direction(v.x(), v.y(), v.z());
  }
}
