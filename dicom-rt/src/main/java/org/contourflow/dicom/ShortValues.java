package org.contourflow.dicom;

import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;

/** Finds values that an explicit VR syntax cannot hold in their own VR (PS3.5 7.1.2). */
final class ShortValues {
  private static final int SHORT_HEADER = 8;

  private ShortValues() {}

  /** The toolkit would write such a value as UN, which TPS do not read as contour data. */
  static void requireShort(Attributes attributes) {
    for (int tag : attributes.tags()) {
      VR.Holder holder = new VR.Holder();
      Object value = attributes.getValue(tag, holder);
      if (value instanceof Sequence items) {
        items.forEach(ShortValues::requireShort);
      } else if (holder.vr.headerLength() == SHORT_HEADER
          && lengthAtLeast(value) > DicomFiles.LONGEST_SHORT_VALUE) {
        throw new IllegalArgumentException(
            DicomTag.describe(tag)
                + " is longer than 65534 bytes, which no explicit VR transfer syntax can hold;"
                + " write Implicit VR Little Endian");
      }
    }
  }

  private static long lengthAtLeast(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    if (value instanceof String text) {
      return text.length();
    }
    if (value instanceof String[] texts) {
      long sum = Math.max(0, texts.length - 1);
      for (String text : texts) {
        sum += text == null ? 0 : text.length();
      }
      return sum;
    }
    return 0;
  }
}
