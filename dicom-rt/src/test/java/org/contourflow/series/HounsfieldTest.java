package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.pixel.PixelFormat;
import org.junit.jupiter.api.Test;

/** From bits to Hounsfield units, by hand. */
class HounsfieldTest {
  private static PixelFormat format(int stored, int highBit, boolean signed) {
    return new PixelFormat(1, 1, 1, 16, stored, highBit, signed, false);
  }

  private static short hu(boolean signed, int padding, double slope, double intercept, int value) {
    DicomDataset image =
        DicomDataset.create()
            .putNumbers(DicomTag.RescaleSlope, slope)
            .putNumbers(DicomTag.RescaleIntercept, intercept)
            .putIntegers(DicomTag.PixelPaddingValue, padding);
    return Rescale.of(FunctionalGroups.of(image, false, 0), format(16, 15, signed)).toHu(value);
  }

  @Test
  void a_value_is_the_bits_up_to_the_high_bit_and_overlays_above_are_no_part_of_it() {
    assertThat(format(12, 11, false).toValue(0xF123)).isEqualTo(0x123);
    assertThat(format(12, 11, true).toValue(0xF800)).isEqualTo(-2048);
    assertThat(format(12, 15, false).toValue(0xABC5)).isEqualTo(0xABC);
    assertThat(format(16, 15, true).toValue(0xFFFF)).isEqualTo(-1);
    assertThat(format(16, 15, false).toValue(0xFFFF)).isEqualTo(65535);
  }

  @Test
  void padding_outside_every_physical_hu_is_air_and_inside_it_stays() {
    assertThat(hu(true, 63536, 1, -1024, -2000)).isEqualTo((short) -1024);
    assertThat(hu(true, 63536, 1, -1024, -1999)).isEqualTo((short) -3023);
    assertThat(hu(false, 0, 1, 0, 0)).isEqualTo((short) 0);
    assertThat(hu(false, 65535, 1, -1024, 65535)).isEqualTo((short) -1024);
  }

  @Test
  void a_fraction_is_rounded_to_the_nearest_hu_and_kept_within_16_bits() {
    assertThat(hu(false, 65535, 0.5, -1000, 3)).isEqualTo((short) -998);
    assertThat(hu(false, 65535, 2, 0, 40000)).isEqualTo(Short.MAX_VALUE);
  }
}
