package org.contourflow.dicom.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/** Small CT instances, written by this project, for tests of the network. */
public final class SampleInstances {
  public static final String STUDY = "2.25.100000000000000000000000000000000001";
  public static final String SERIES = "2.25.100000000000000000000000000000000002";

  private SampleInstances() {}

  /** CT slices of rows x rows pixels of noise (so that nothing compresses them away). */
  public static List<Path> ct(Path folder, int count, int rows, String transferSyntax)
      throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (int slice = 0; slice < count; slice++) {
      Path file = folder.resolve("ct" + slice + ".dcm");
      DicomFiles.write(file, slice(slice, rows), transferSyntax);
      files.add(file);
    }
    return files;
  }

  public static DicomDataset slice(int number, int rows) {
    byte[] pixels = new byte[2 * rows * rows];
    new Random(number).nextBytes(pixels);
    return DicomDataset.create()
        .put(DicomTag.SOPClassUID, DicomUid.CT_IMAGE_STORAGE)
        .put(DicomTag.SOPInstanceUID, SERIES + "." + (number + 1))
        .put(DicomTag.Modality, "CT")
        .put(DicomTag.PatientName, "NETWORK^TEST")
        .put(DicomTag.PatientID, "NET-1")
        .put(DicomTag.StudyInstanceUID, STUDY)
        .put(DicomTag.SeriesInstanceUID, SERIES)
        .put(DicomTag.InstanceNumber, Integer.toString(number + 1))
        .putIntegers(DicomTag.Rows, rows)
        .putIntegers(DicomTag.Columns, rows)
        .putIntegers(DicomTag.BitsAllocated, 16)
        .putIntegers(DicomTag.BitsStored, 16)
        .putIntegers(DicomTag.HighBit, 15)
        .putIntegers(DicomTag.PixelRepresentation, 1)
        .putIntegers(DicomTag.SamplesPerPixel, 1)
        .put(DicomTag.PhotometricInterpretation, "MONOCHROME2")
        .putEncoded(DicomTag.PixelData, pixels);
  }

  /** A structure set whose one contour is longer than an explicit VR's length field can say. */
  public static Path longContour(Path file) throws IOException {
    DicomDataset dataset =
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE)
            .put(DicomTag.SOPInstanceUID, STUDY + ".9")
            .put(DicomTag.Modality, "RTSTRUCT")
            .put(DicomTag.PatientName, "NETWORK^TEST")
            .put(DicomTag.PatientID, "NET-1")
            .put(DicomTag.StudyInstanceUID, STUDY)
            .put(DicomTag.SeriesInstanceUID, SERIES + ".9");
    double[] points = new double[3 * 5000];
    for (int i = 0; i < points.length; i++) {
      points[i] = i * 0.125;
    }
    DicomDataset roi = dataset.addItem(DicomTag.ROIContourSequence);
    DicomDataset contour = roi.addItem(DicomTag.ContourSequence);
    contour.put(DicomTag.ContourGeometricType, "CLOSED_PLANAR");
    contour.putIntegers(DicomTag.NumberOfContourPoints, 5000);
    contour.putNumbers(DicomTag.ContourData, points);
    Files.createDirectories(file.getParent());
    DicomFiles.write(file, dataset, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    return file;
  }

  /** The data set's bytes, without preamble and file meta information. */
  public static byte[] dataSetBytes(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int offset = (int) InstanceUids.scan(file).dataSetOffset();
    return java.util.Arrays.copyOfRange(all, offset, all.length);
  }
}
