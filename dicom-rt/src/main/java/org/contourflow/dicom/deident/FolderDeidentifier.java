package org.contourflow.dicom.deident;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/**
 * De-identifies all CT images and RTSTRUCTs below a folder into {@code PSEUDONYM/SERIES/UID.dcm}. A
 * file is told by its number in the order of the paths, never by its name, which may name a
 * patient.
 */
public final class FolderDeidentifier {
  private final DeidentKey key;
  private final Deidentifier deidentifier;

  public FolderDeidentifier(DeidentKey key, RoiNames names) {
    this.key = key;
    this.deidentifier = new Deidentifier(key, names);
  }

  /**
   * What came of a folder.
   *
   * @param written how many files there are now
   * @param roisLeftOut how many ROIs had no name in the vocabulary
   * @param refused a line a file that was not let through, by its number
   */
  public record Summary(int written, int roisLeftOut, List<String> refused) {}

  /**
   * Does it. What an earlier run left in {@code out} is written over where it is the same instance.
   * Of files of one instance that differ none is copied: nobody can say which is right.
   *
   * @param wayBack file to which the way back is added; may not lie in {@code out}
   */
  public Summary run(Path in, Path out, Path wayBack) throws IOException {
    Path to = out.toAbsolutePath().normalize();
    DeidentFolders.requireApart(in, out, wayBack);
    List<Path> files;
    try (Stream<Path> tree = Files.walk(in.toRealPath())) {
      files = tree.filter(Files::isRegularFile).sorted().toList();
    }
    Map<String, String> back = new LinkedHashMap<>();
    List<String> refused = new ArrayList<>();
    Map<Path, List<String>> written = new LinkedHashMap<>();
    Set<Path> contradicted = new LinkedHashSet<>();
    int roisLeftOut = 0;
    for (int i = 0; i < files.size(); i++) {
      String source = "file " + (i + 1) + " of " + files.size() + " (by path)";
      try {
        Deidentifier.Result result = deidentifier.apply(read(files.get(i), source));
        Path copy = place(result.dataset(), to);
        List<String> sources = written.computeIfAbsent(copy, none -> new ArrayList<>());
        if (sources.isEmpty()) {
          write(result.dataset(), copy);
          back.putAll(result.wayBack());
          roisLeftOut += result.roisLeftOut();
        } else if (!DicomFiles.read(copy).dataset().hasSameContent(result.dataset())) {
          contradicted.add(copy);
        }
        sources.add(source);
      } catch (DicomReadException e) {
        refused.add(source + ": " + e.detail());
      } catch (RefusedFile e) {
        refused.add(source + ": " + e.getMessage());
      }
    }
    for (Path copy : contradicted) {
      Files.delete(copy);
      for (String source : written.remove(copy)) {
        refused.add(
            source
                + ": there is another file of the same SOP Instance UID with other contents;"
                + " leave the one that is right");
      }
    }
    if (!written.isEmpty()) {
      WayBack.add(wayBack, key, back);
    }
    return new Summary(written.size(), roisLeftOut, refused);
  }

  /** Never with the file's name in an error: a name may be a patient's. */
  private static DicomFile read(Path file, String source) throws DicomReadException, RefusedFile {
    try {
      return readWhole(file, source);
    } catch (DicomReadException e) {
      return readImage(file, e);
    } catch (IOException e) {
      throw new RefusedFile("cannot be read from the disk; look at its rights");
    }
  }

  private static DicomFile readWhole(Path file, String source) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return DicomFiles.read(stream, source);
    }
  }

  /** As an image is read: what follows its pixels cannot matter. */
  private static DicomFile readImage(Path file, DicomReadException whole)
      throws DicomReadException {
    try {
      return DicomFiles.readImage(file);
    } catch (IOException e) {
      throw whole;
    }
  }

  private static Path place(DicomDataset dataset, Path out) {
    return out.resolve(dataset.text(DicomTag.PatientID))
        .resolve(dataset.text(DicomTag.SeriesInstanceUID))
        .resolve(dataset.text(DicomTag.SOPInstanceUID) + ".dcm");
  }

  private static void write(DicomDataset dataset, Path file) throws IOException {
    boolean ct = dataset.text(DicomTag.SOPClassUID).equals(DicomUid.CT_IMAGE_STORAGE);
    Files.createDirectories(file.getParent());
    DicomFiles.write(
        file,
        dataset,
        // Long contours fit implicit VR only.
        ct ? DicomUid.EXPLICIT_VR_LITTLE_ENDIAN : DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
  }
}
