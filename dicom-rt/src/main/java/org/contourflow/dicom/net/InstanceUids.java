package org.contourflow.dicom.net;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.aoju.bus.core.exception.InternalException;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Fragments;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.io.ImageInputHandler;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.contourflow.dicom.DeclaredEncoding;
import org.contourflow.dicom.DicomUid;

/**
 * The UIDs that tell what an instance is, read from a Part 10 file without keeping anything else of
 * it: memory does not grow with the file, whatever it holds. Empty text where an attribute is
 * absent.
 *
 * @param dataSetOffset where the data set starts in the file, bytes
 */
public record InstanceUids(
    String sopClass,
    String sopInstance,
    String study,
    String series,
    String transferSyntax,
    long dataSetOffset) {
  static final int SOP_CLASS = 0x00080016;
  static final int SOP_INSTANCE = 0x00080018;
  static final int STUDY = 0x0020000D;
  static final int SERIES = 0x0020000E;

  private static final Set<Integer> WANTED = Set.of(SOP_CLASS, SOP_INSTANCE, STUDY, SERIES);
  private static final int DEEPEST_NESTING = 64;
  private static final int LONGEST_UID_ELEMENT = 1024;
  private static final int ITEM_DELIMITATION = 0xFFFEE00D;

  /** By the one rule of the house, {@link DicomUid#isUsable}: door and intake take the same. */
  public static boolean isSafe(String uid) {
    return DicomUid.isUsable(uid);
  }

  /**
   * Reads them, also where the data set is encoded otherwise than the file declares: what the
   * intake can read, the door takes, and the sender sends as what it is.
   *
   * @throws IOException if the file is no Part 10 file or is broken before the series UID; the
   *     message holds no value of the data set
   */
  public static InstanceUids scan(Path file) throws IOException {
    try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 15)) {
      return scan(in);
    }
  }

  private static InstanceUids scan(BufferedInputStream in) throws IOException {
    Attributes found = new Attributes();
    try {
      DeclaredEncoding encoding = DeclaredEncoding.mend(in);
      ImageInputStream dicom = part10(encoding.stream());
      Attributes meta = dicom.getFileMetaInformation();
      long offset = dicom.getPosition() - encoding.addedBytes();
      dicom.setImageInputHandler(new Skimmer(found));
      readToSeries(dicom, found);
      return new InstanceUids(
          text(found, SOP_CLASS),
          text(found, SOP_INSTANCE),
          text(found, STUDY),
          text(found, SERIES),
          encoding.syntax(dicom.getTransferSyntax()),
          offset);
    } catch (StackOverflowError | InternalException | IllegalArgumentException e) {
      throw new IOException("the data set cannot be parsed: " + e.getClass().getSimpleName(), e);
    } catch (RuntimeException e) {
      throw new IOException("the data set is damaged: " + e.getClass().getSimpleName(), e);
    }
  }

  /** The toolkit guesses at what has no mark, and where it cannot it names a class of its own. */
  private static ImageInputStream part10(InputStream in) throws IOException {
    String not = "not a DICOM Part 10 file (no file meta information)";
    try {
      ImageInputStream dicom = new ImageInputStream(in);
      if (dicom.getFileMetaInformation() == null) {
        throw new IOException(not);
      }
      return dicom;
    } catch (InternalException e) {
      throw new IOException(not, e);
    }
  }

  private static void readToSeries(ImageInputStream dicom, Attributes found) throws IOException {
    try {
      dicom.readAttributes(found, -1, -1);
    } catch (PastSeries e) {
      return;
    }
  }

  private static String text(Attributes found, int tag) {
    String value = found.getString(tag);
    return value == null ? "" : value.strip();
  }

  /** Thrown to stop the toolkit's reader, which has no "stop at or after". */
  private static final class PastSeries extends IOException {
    @Serial private static final long serialVersionUID = 1;
  }

  /** Keeps the wanted values of the top level, skips everything else. */
  private record Skimmer(Attributes found) implements ImageInputHandler {
    @Override
    public void readValue(ImageInputStream in, Attributes attributes) throws IOException {
      boolean top = in.level() == 0;
      if (top && Integer.compareUnsigned(in.tag(), SERIES) > 0) {
        throw new PastSeries();
      }
      if (in.level() > DEEPEST_NESTING) {
        throw new IOException("sequences nested deeper than " + DEEPEST_NESTING);
      }
      boolean undefined = in.length() == -1;
      boolean wanted = top && WANTED.contains(in.tag()) && in.length() <= LONGEST_UID_ELEMENT;
      if (undefined || wanted) {
        in.readValue(in, attributes);
      } else {
        in.skipFully(in.length() & 0xFFFFFFFFL);
      }
    }

    @Override
    public void readValue(ImageInputStream in, Sequence sequence) throws IOException {
      // A scratch item that is not kept, so that a million items cost nothing.
      in.readAttributes(new Attributes(), in.length(), ITEM_DELIMITATION);
    }

    @Override
    public void readValue(ImageInputStream in, Fragments fragments) throws IOException {
      in.skipFully(in.length() & 0xFFFFFFFFL);
    }

    @Override
    public void startDataset(ImageInputStream in) {
      // Nothing to prepare.
    }

    @Override
    public void endDataset(ImageInputStream in) {
      // Nothing to finish.
    }
  }
}
