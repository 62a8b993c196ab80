package org.contourflow.series;

import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.pixel.PixelFormat;

/**
 * From stored values to Hounsfield units: HU = slope x value + intercept (PS3.3 C.11.1.1.2), each
 * slice with its own, rounded to the nearest whole HU (half to even) and kept within 16 bits.
 *
 * <p>Padding (PixelPaddingValue to PixelPaddingRangeLimit, PS3.3 C.7.5.1.1.2) outside every
 * physical HU, that is below {@link #PADDING_HU} or above {@link #HIGHEST_PADDED_HU}, becomes
 * {@link #PADDING_HU}, so that what lies outside the scan field is air. A padding value that maps
 * into the range of real tissue is left as it is: scanners flag values that voxels of the patient
 * have, too.
 *
 * @param paddingFrom lowest padding stored value
 * @param paddingTo highest; lower than {@code paddingFrom} when there is no padding
 */
record Rescale(double slope, double intercept, int paddingFrom, int paddingTo) {
  /** Air: what padding becomes. */
  static final short PADDING_HU = -1024;

  /** Above any metal in an extended scale of 16 bits. */
  static final int HIGHEST_PADDED_HU = 31_000;

  /** HU a step of the stored value; 8 bits for all of CT need 16. */
  private static final double LARGEST_SLOPE = 64;

  /** Four times what 16 bits of whole HU hold. */
  private static final double LARGEST_RANGE_HU = 1 << 18;

  /** All stored values together span at least what air to water takes, less a margin. */
  private static final double SMALLEST_RANGE_HU = 200;

  static Rescale of(FunctionalGroups frame, PixelFormat format) {
    DicomDataset image = frame.image();
    if (image.hasValue(DicomTag.ModalityLUTSequence)) {
      throw new DicomValueException(DicomTag.ModalityLUTSequence, "a table instead of a rescale");
    }
    double slope = need(frame, DicomTag.RescaleSlope);
    if (slope == 0) {
      throw new DicomValueException(DicomTag.RescaleSlope, "must not be zero");
    }
    double rangeHu = Math.abs(slope) * (1 << format.bitsStored());
    if (!(slope > 0)
        || slope > LARGEST_SLOPE
        || rangeHu > LARGEST_RANGE_HU
        || rangeHu < SMALLEST_RANGE_HU) {
      throw new DicomValueException(
          DicomTag.RescaleSlope,
          Numbers.text(
              "makes no Hounsfield units: a step of the stored values would be %.3g HU, all of them"
                  + " %.3g HU",
              slope, slope * (1 << format.bitsStored())));
    }
    int[] padding = padding(image, format);
    return new Rescale(slope, need(frame, DicomTag.RescaleIntercept), padding[0], padding[1]);
  }

  private static double need(FunctionalGroups frame, int tag) {
    double[] values = frame.numbers(DicomTag.PixelValueTransformationSequence, tag);
    if (values.length == 0) {
      throw new DicomValueException(tag, "is missing: the values cannot become Hounsfield units");
    }
    if (values.length > 1) {
      throw new DicomValueException(tag, "has " + values.length + " values; which is meant?");
    }
    return values[0];
  }

  /** Padding may be written as US for signed pixels and the other way round: take its bits. */
  private static int[] padding(DicomDataset image, PixelFormat format) {
    int[] value = image.integers(DicomTag.PixelPaddingValue);
    if (value.length != 1) {
      return new int[] {0, -1};
    }
    int first = bits(value[0], format);
    int[] limit = image.integers(DicomTag.PixelPaddingRangeLimit);
    int last = limit.length == 1 ? bits(limit[0], format) : first;
    return new int[] {Math.min(first, last), Math.max(first, last)};
  }

  private static int bits(int value, PixelFormat format) {
    return format.signed() ? (short) value : value & 0xFFFF;
  }

  short toHu(int stored) {
    double hu = Math.rint(slope * stored + intercept);
    if (stored >= paddingFrom
        && stored <= paddingTo
        && (hu < PADDING_HU || hu > HIGHEST_PADDED_HU)) {
      return PADDING_HU;
    }
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, hu));
  }
}
