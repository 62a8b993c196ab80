package org.contourflow.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomVr;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.StackOrientation;

/**
 * The same patient, voxel for voxel at the same patient coordinates, as a scanner would have
 * written the series had the patient lain otherwise: other rows and columns, another normal,
 * another order of instances.
 *
 * @param name part of file names and of the new UIDs
 * @param position value of PatientPosition
 * @param orientation of the new slices; axial planes only
 */
record TurnedCt(String name, PatientPosition position, StackOrientation orientation) {

  /** Writes a native little-endian series of axial slices anew. */
  void write(List<Path> slices, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Path file : slices) {
      DicomFile read = DicomFiles.read(file);
      DicomDataset slice = turned(read.dataset());
      int number = slice.integer(DicomTag.InstanceNumber).orElseThrow();
      slice.putIntegers(
          DicomTag.InstanceNumber,
          orientation.normal().z() > 0 ? number : slices.size() + 1 - number);
      Path out = folder.resolve(name + "-" + file.getFileName());
      DicomFiles.write(out, slice, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    }
  }

  private DicomDataset turned(DicomDataset from) {
    DicomDataset to = from.copy();
    Pixels source = Pixels.of(from);
    boolean rowsWereColumns = Math.abs(source.alongRow.dot(orientation.alongRow())) < 0.5;
    Pixels target = source.turned(orientation, rowsWereColumns);
    to.putNumbers(DicomTag.ImagePositionPatient, numbers(target.origin));
    to.putNumbers(
        DicomTag.ImageOrientationPatient,
        concat(numbers(target.alongRow), numbers(target.alongColumn)));
    to.putNumbers(DicomTag.PixelSpacing, target.rowMm, target.columnMm);
    to.putIntegers(DicomTag.Rows, target.rows);
    to.putIntegers(DicomTag.Columns, target.columns);
    byte[] old = from.bytes(DicomTag.PixelData).orElseThrow();
    to.putEncoded(DicomTag.PixelData, DicomVr.OW, reordered(old, source, target));
    to.put(DicomTag.PatientPosition, position.name());
    for (int tag : new int[] {DicomTag.SOPInstanceUID, DicomTag.SeriesInstanceUID}) {
      byte[] uid = from.text(tag).getBytes(StandardCharsets.US_ASCII);
      to.put(tag, DicomUid.fromContent("turned " + name, uid));
    }
    return to.remove(DicomTag.SliceLocation);
  }

  /** Each new pixel has the value of the old one at the same patient coordinates. */
  private static byte[] reordered(byte[] old, Pixels source, Pixels target) {
    byte[] out = new byte[old.length];
    for (int r = 0, k = 0; r < target.rows; r++) {
      for (int c = 0; c < target.columns; c++, k++) {
        Lps from = target.at(r, c).plus(source.origin.times(-1));
        int row = (int) Math.round(from.dot(source.alongColumn) / source.rowMm);
        int column = (int) Math.round(from.dot(source.alongRow) / source.columnMm);
        int i = row * source.columns + column;
        out[2 * k] = old[2 * i];
        out[2 * k + 1] = old[2 * i + 1];
      }
    }
    return out;
  }

  private record Pixels(
      Lps origin,
      Lps alongRow,
      Lps alongColumn,
      double rowMm,
      double columnMm,
      int rows,
      int columns) {

    static Pixels of(DicomDataset d) {
      double[] p = d.numbers(DicomTag.ImagePositionPatient);
      double[] o = d.numbers(DicomTag.ImageOrientationPatient);
      double[] s = d.numbers(DicomTag.PixelSpacing);
      return new Pixels(
          new Lps(p[0], p[1], p[2]),
          new Lps(o[0], o[1], o[2]),
          new Lps(o[3], o[4], o[5]),
          s[0],
          s[1],
          d.integer(DicomTag.Rows).orElseThrow(),
          d.integer(DicomTag.Columns).orElseThrow());
    }

    Lps at(int row, int column) {
      return origin.plus(alongRow.times(column * columnMm)).plus(alongColumn.times(row * rowMm));
    }

    /** The same image seen otherwise; its first pixel is the old image's corner that fits. */
    Pixels turned(StackOrientation o, boolean swapped) {
      Lps corner = null;
      for (int k = 0; k < 4; k++) {
        Lps at = at(k / 2 * (rows - 1), k % 2 * (columns - 1));
        Lps sum = o.alongRow().plus(o.alongColumn());
        corner = corner == null || at.dot(sum) < corner.dot(sum) ? at : corner;
      }
      return new Pixels(
          corner,
          o.alongRow(),
          o.alongColumn(),
          swapped ? columnMm : rowMm,
          swapped ? rowMm : columnMm,
          swapped ? columns : rows,
          swapped ? rows : columns);
    }
  }

  private static double[] numbers(Lps v) {
    return new double[] {v.x() + 0.0, v.y() + 0.0, v.z() + 0.0};
  }

  private static double[] concat(double[] a, double[] b) {
    double[] out = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }
}
