package org.contourflow.rtstruct.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.seg.ReadSegment;
import org.contourflow.seg.ReadSegmentation;
import org.contourflow.seg.SegmentationReadException;
import org.contourflow.seg.SegmentationReader;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NiftiWriter;
import org.contourflow.volume.io.NrrdWriter;

/** The segments of a DICOM Segmentation as masks for a CT. */
public final class SegmentationMasks {
  private SegmentationMasks() {}

  /** What a segment is to be called. */
  @FunctionalInterface
  interface Naming {
    String of(String label, int number);
  }

  static void forEach(
      Path file, ReferencedSeries series, Naming naming, MaskFiles.Consumer consumer)
      throws IOException, ConversionRefusal {
    ReadSegmentation read = read(file, series);
    for (ReadSegment segment : read.segments()) {
      String name = naming.of(segment.label(), segment.number());
      consumer.accept(
          new NamedMask(
              name, mask(file, read, segment, series), segment.colour(), List.of(), false));
    }
  }

  /**
   * Writes each segment as a mask file on the CT's grid.
   *
   * @param nrrd whether NRRD, else NIfTI (gzip)
   * @param wanted labels; empty: all
   * @return a line a segment
   */
  public static List<String> write(
      Path file, ReferencedSeries series, Path folder, boolean nrrd, List<String> wanted)
      throws IOException, ConversionRefusal {
    ReadSegmentation read = read(file, series);
    List<ReadSegment> segments = wanted(file, read, wanted);
    MaskFileNames names = MaskFileNames.ofSegments(read.segments());
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    for (ReadSegment segment : segments) {
      BinaryMask mask = mask(file, read, segment, series);
      if (!mask.grid().equals(series.grid())) {
        mask =
            GridAlignment.exact(mask, series.grid())
                .orElseThrow(
                    () ->
                        new ConversionRefusal(
                            segment.label(),
                            "its voxels are not the CT's",
                            "Give the CT it was drawn on."));
      }
      Path out = folder.resolve(names.of(segment.number()) + (nrrd ? ".nrrd" : ".nii.gz"));
      if (nrrd) {
        NrrdWriter.write(out, mask);
      } else {
        NiftiWriter.write(out, mask);
      }
      lines.add(segment.label() + ": " + mask.count() + " voxels, " + out.getFileName());
    }
    return lines;
  }

  private static List<ReadSegment> wanted(Path file, ReadSegmentation read, List<String> wanted)
      throws ConversionRefusal {
    List<String> there = read.segments().stream().map(ReadSegment::label).toList();
    if (!there.containsAll(wanted)) {
      throw new ConversionRefusal(
          file.getFileName().toString(), "has no such segment", "There are " + there + ".");
    }
    return read.segments().stream()
        .filter(s -> wanted.isEmpty() || wanted.contains(s.label()))
        .toList();
  }

  private static ReadSegmentation read(Path file, ReferencedSeries series)
      throws IOException, ConversionRefusal {
    try {
      ReadSegmentation read = SegmentationReader.read(file);
      String frame = read.frameOfReferenceUid();
      if (!frame.isEmpty() && !frame.equals(series.frameOfReferenceUid())) {
        throw new ConversionRefusal(
            file.getFileName().toString(),
            "is in another frame of reference than this CT",
            "Give the CT it was drawn on; segments are not moved between frames.");
      }
      return read;
    } catch (SegmentationReadException e) {
      throw new ConversionRefusal(file.getFileName().toString(), e.getMessage(), e.whatToDo());
    }
  }

  private static BinaryMask mask(
      Path file, ReadSegmentation read, ReadSegment segment, ReferencedSeries series)
      throws ConversionRefusal {
    try {
      return read.mask(segment, series.grid());
    } catch (SegmentationReadException e) {
      throw new ConversionRefusal(file.getFileName().toString(), e.getMessage(), e.whatToDo());
    }
  }
}
