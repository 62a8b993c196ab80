package org.contourflow.dicom;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Fragments;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageInputHandler;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.contourflow.dicom.DicomReadException.Reason;

/**
 * What of a file may come into memory. Stops before a value that cannot be there, is too large, is
 * nested too deep, or is one too many; passes over what nobody asks for: where only a header or an
 * image is wanted, values above {@link DicomFiles#LARGEST_HEADER_VALUE_BYTES} (gigabytes of a
 * vendor's private data are met in real files) and texts far longer than any their VR allows.
 */
final class ReadLimits implements ImageInputHandler {
  /** What is wanted of a file. */
  enum Keep {
    /** Everything. */
    ALL,
    /** What describes an image. */
    HEADER,
    /** That, and its pixel data. */
    IMAGE
  }

  /** About what an element and an item cost in memory beside their values. */
  private static final int ELEMENT_BYTES = 96;

  private static final int ITEM_BYTES = 256;

  /** VRs of at most 64 characters a value (PS3.5 6.2), whatever their number in real files. */
  private static final Set<VR> SHORT_TEXTS =
      EnumSet.of(VR.AE, VR.AS, VR.CS, VR.DA, VR.DT, VR.LO, VR.PN, VR.SH, VR.TM, VR.UI);

  private static final int LONGEST_SHORT_TEXT = 4096;

  /** A deflated file may unfold to so much anyway, and beyond it to so many times its size. */
  private static final long DEFLATED_FREE = 64L << 20;

  private static final long DEFLATED_RATIO = 200;

  private final ImageInputStream dicom;
  private final String source;
  private final long size;
  private final Keep keep;
  private long described;
  private long pixels;
  private long passedOver;
  private String seriesInstanceUid = "";

  ReadLimits(ImageInputStream dicom, String source, long size, Keep keep) {
    this.dicom = dicom;
    this.source = source;
    this.size = size;
    this.keep = keep;
  }

  /** Bytes of the values that were passed over, so far. */
  long passedOverBytes() {
    return passedOver;
  }

  /** The SeriesInstanceUID, once it was read; "" before, and where it is none that can be used. */
  String seriesInstanceUid() {
    return seriesInstanceUid;
  }

  private long length() {
    return dicom.length() == -1 ? 0 : dicom.length() & 0xFFFFFFFFL;
  }

  private void check() throws DicomReadException {
    long length = length();
    boolean deflated = DicomReader.isDeflated(dicom);
    boolean sizeKnown = size != Long.MAX_VALUE;
    if (!deflated && sizeKnown && length > size - dicom.getPosition()) {
      throw new DicomReadException(
          Reason.TRUNCATED,
          source,
          "ends in the middle of an element; copy or send it again",
          null);
    }
    if (deflated && dicom.getPosition() + length > mostInflated(sizeKnown)) {
      throw tooLarge("unfolds to far more than a deflated image does");
    }
    if (!isSkipped(length) && length > DicomFiles.LARGEST_VALUE_BYTES) {
      throw tooLarge("has a value too large to be read");
    }
    if (dicom.level() > DicomFiles.DEEPEST_NESTING) {
      throw new DicomReadException(
          Reason.HOSTILE_NESTING,
          source,
          "has sequences nested deeper than " + DicomFiles.DEEPEST_NESTING,
          null);
    }
  }

  private long mostInflated(boolean sizeKnown) {
    long byRatio = sizeKnown ? Math.max(DEFLATED_FREE, size * DEFLATED_RATIO) : Long.MAX_VALUE;
    return Math.min(DicomFiles.LARGEST_VALUE_BYTES, byRatio);
  }

  private DicomReadException tooLarge(String what) {
    return new DicomReadException(Reason.TOO_LARGE, source, what, null);
  }

  private boolean isPixelData() {
    return dicom.level() == 0 && dicom.tag() == DicomTag.PixelData;
  }

  /** A sequence is never passed over; its elements are judged one by one. */
  private boolean isSkipped(long length) {
    if (keep == Keep.ALL || dicom.length() == -1 || dicom.vr() == VR.SQ || isPixelData()) {
      return false;
    }
    return length > DicomFiles.LARGEST_HEADER_VALUE_BYTES
        || length > LONGEST_SHORT_TEXT && SHORT_TEXTS.contains(dicom.vr());
  }

  private void charge(long bytes) throws DicomReadException {
    described += bytes;
    if (described > most()) {
      throw tooLarge("has more in its elements than any image");
    }
  }

  private long most() {
    return keep == Keep.ALL
        ? Math.max(DicomFiles.LARGEST_HEADER_BYTES, Runtime.getRuntime().maxMemory() / 2)
        : DicomFiles.LARGEST_HEADER_BYTES;
  }

  private void chargePixels(long bytes) throws DicomReadException {
    pixels += bytes;
    if (pixels > DicomFiles.LARGEST_VALUE_BYTES) {
      throw tooLarge("has more pixel data than can be read");
    }
  }

  @Override
  public void readValue(ImageInputStream in, Attributes attributes) throws IOException {
    check();
    long length = length();
    if (isSkipped(length)) {
      passedOver += length;
      in.skipFully(length);
      return;
    }
    boolean pixels = isPixelData();
    if (pixels) {
      chargePixels(length);
    } else {
      // What is in a sequence is charged as it is read.
      charge(ELEMENT_BYTES + (dicom.vr() == VR.SQ ? 0 : length));
    }
    in.readValue(in, attributes);
    if (dicom.level() == 0 && dicom.tag() == DicomTag.SeriesInstanceUID) {
      String uid = DicomDataset.wrap(attributes).text(DicomTag.SeriesInstanceUID);
      seriesInstanceUid = DicomUid.isUsable(uid) ? uid : "";
    }
    if (pixels) {
      throw new DicomReader.PastPixels();
    }
  }

  @Override
  public void readValue(ImageInputStream in, Sequence sequence) throws IOException {
    check();
    charge(ITEM_BYTES);
    in.readValue(in, sequence);
  }

  @Override
  public void readValue(ImageInputStream in, Fragments fragments) throws IOException {
    check();
    if (keep == Keep.ALL) {
      charge(ELEMENT_BYTES + length());
    } else {
      charge(ELEMENT_BYTES);
      chargePixels(length());
    }
    in.readValue(in, fragments);
  }

  @Override
  public void startDataset(ImageInputStream in) {
    in.startDataset(in);
  }

  @Override
  public void endDataset(ImageInputStream in) {
    in.endDataset(in);
  }
}
