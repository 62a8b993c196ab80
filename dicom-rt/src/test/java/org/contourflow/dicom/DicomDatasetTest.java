package org.contourflow.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DicomDatasetTest {

  @Test
  void a_value_put_is_read_back_by_its_type() {
    DicomDataset dataset =
        DicomDataset.create()
            .put(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
            .putIntegers(DicomTag.Rows, 512)
            .putIntegers(DicomTag.InstanceNumber, 7)
            .putNumbers(DicomTag.PixelSpacing, 0.9765625, 1)
            .putEmpty(DicomTag.AccessionNumber);
    assertThat(dataset.strings(DicomTag.ImageType)).containsExactly("ORIGINAL", "PRIMARY", "AXIAL");
    assertThat(dataset.integer(DicomTag.Rows)).hasValue(512);
    assertThat(dataset.integer(DicomTag.InstanceNumber)).hasValue(7);
    assertThat(dataset.numbers(DicomTag.PixelSpacing)).containsExactly(0.9765625, 1);
    assertThat(dataset.contains(DicomTag.AccessionNumber)).isTrue();
    assertThat(dataset.hasValue(DicomTag.AccessionNumber)).isFalse();
    assertThat(dataset.string(DicomTag.PatientID)).isEmpty();
    assertThat(dataset.vr(DicomTag.Rows)).hasValue(DicomVr.US);
  }

  @Test
  void what_is_put_into_an_item_is_in_the_data_set() {
    DicomDataset dataset = DicomDataset.create();
    dataset.addItem(DicomTag.ROIContourSequence).putIntegers(DicomTag.ReferencedROINumber, 3);
    dataset.addItem(DicomTag.ROIContourSequence).putIntegers(DicomTag.ReferencedROINumber, 4);
    assertThat(dataset.items(DicomTag.ROIContourSequence))
        .extracting(item -> item.integer(DicomTag.ReferencedROINumber).orElseThrow())
        .containsExactly(3, 4);
    assertThat(dataset.firstItem(DicomTag.ROIContourSequence, DicomTag.ContourSequence)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "0.5, 0.5",
    "-312.5, -312.5",
    "0.1, 0.1",
    "19.034504652023315, 19.0345046520233",
    "-0.3333333333333333, -0.3333333333333",
    "-0.00001234567890123, -1.2345678901E-5",
    "123456789012345678, 1.23456789012E17"
  })
  void a_decimal_string_is_the_nearest_of_at_most_16_bytes(double value, String text) {
    assertThat(DecimalStrings.format(value)).satisfies(s -> assertThat(s.length()).isLessThan(17));
    assertThat(Double.parseDouble(DecimalStrings.format(value)))
        .isCloseTo(value, org.assertj.core.data.Percentage.withPercentage(1e-8));
    if (Math.abs(value) < 1000 && Math.abs(value) > 0.01 || value == 0) {
      assertThat(DecimalStrings.format(value)).isEqualTo(text);
    }
  }

  @Test
  void decimal_strings_of_any_size_fit_and_are_read_back_exactly_as_java_would() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(30) - 12);
      String text = DecimalStrings.format(value);
      assertThat(text.length()).isLessThanOrEqualTo(16);
      byte[] ascii = (" " + text + " ").getBytes(StandardCharsets.US_ASCII);
      assertThat(DecimalStrings.parse(ascii, 0, ascii.length)).isEqualTo(Double.parseDouble(text));
      assertThat(Math.abs(Double.parseDouble(text) - value))
          .isLessThanOrEqualTo(1e-9 * Math.abs(value));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void a_decimal_string_is_never_not_a_number(double value) {
    assertThatThrownBy(() -> DecimalStrings.format(value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1,5", "NaN", "Infinity", "1d", "0x10", "", "1e999", "--1"})
  void what_is_not_a_decimal_string_is_an_error_that_names_the_tag_and_not_the_value(String text) {
    DicomDataset dataset = DicomDataset.create();
    dataset.putEncoded(DicomTag.PixelSpacing, ("1\\" + text).getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> dataset.numbers(DicomTag.PixelSpacing))
        .isInstanceOf(DicomValueException.class)
        .hasMessage("(0028,0030) PixelSpacing: value 2 is not a number");
  }

  @Test
  void a_person_name_is_copied_byte_for_byte_with_its_character_set() {
    byte[] name = {'M', (byte) 0xFC, 'l', 'l', 'e', 'r', '^', 'J', (byte) 0xF6, 'r', 'g', ' '};
    DicomDataset source =
        DicomDataset.create()
            .put(DicomTag.SpecificCharacterSet, "ISO_IR 100")
            .putEncoded(DicomTag.PatientName, name);
    assertThat(source.text(DicomTag.PatientName)).isEqualTo("Müller^Jörg");
    DicomDataset copy = DicomDataset.create().copyFrom(source, DicomTag.PatientName);
    assertThat(copy.bytes(DicomTag.PatientName).orElseThrow()).isEqualTo(name);
    assertThat(copy.text(DicomTag.SpecificCharacterSet)).isEqualTo("ISO_IR 100");
    assertThat(copy.text(DicomTag.PatientName)).isEqualTo("Müller^Jörg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ISO_IR 100", "ISO_IR 192", "ISO_IR 999", "\\ISO 2022 IR 87"})
  void a_deep_copy_keeps_bytes_that_the_declared_character_set_cannot_say(String declared) {
    DicomDataset source = DicomDataset.create();
    if (!declared.isEmpty()) {
      source.put(DicomTag.SpecificCharacterSet, declared.split("\\\\", -1));
    }
    byte[] name = "M\u00fcller^J\u00f6rg ".getBytes(StandardCharsets.ISO_8859_1);
    source.putEncoded(DicomTag.PatientName, name);
    source.addItem(DicomTag.OtherPatientIDsSequence).putEncoded(DicomTag.PatientID, name);

    DicomDataset copy = source.copy();
    DicomDataset ofCopy =
        DicomDataset.create()
            .copyFrom(copy, DicomTag.PatientName, DicomTag.OtherPatientIDsSequence);
    for (DicomDataset each : new DicomDataset[] {source, copy, ofCopy}) {
      assertThat(each.bytes(DicomTag.PatientName).orElseThrow()).isEqualTo(name);
      assertThat(
              each.firstItem(DicomTag.OtherPatientIDsSequence)
                  .orElseThrow()
                  .bytes(DicomTag.PatientID)
                  .orElseThrow())
          .isEqualTo(name);
    }
    assertThat(copy.hasSameContent(source)).isTrue();
  }

  @Test
  void a_copy_into_another_character_set_is_re_encoded_or_refused() {
    DicomDataset source =
        DicomDataset.create()
            .put(DicomTag.SpecificCharacterSet, "ISO_IR 192")
            .put(DicomTag.StudyDescription, "Müller")
            .put(DicomTag.SeriesDescription, "頭部");
    DicomDataset latin = DicomDataset.create().put(DicomTag.SpecificCharacterSet, "ISO_IR 100");
    latin.copyFrom(source, DicomTag.StudyDescription);
    assertThat(latin.text(DicomTag.StudyDescription)).isEqualTo("Müller");
    assertThat(latin.bytes(DicomTag.StudyDescription).orElseThrow()).hasSize(6);
    assertThatThrownBy(() -> latin.copyFrom(source, DicomTag.SeriesDescription))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_character_that_would_become_a_question_mark_is_refused() {
    DicomDataset plain = DicomDataset.create();
    assertThatThrownBy(() -> plain.put(DicomTag.PatientName, "Müller"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PatientName")
        .hasMessageNotContaining("ller");
  }

  @Test
  void tags_are_read_by_keyword_and_by_number() {
    for (String text : new String[] {"PatientID", "(0010,0020)", "0010,0020", "00100020"}) {
      assertThat(DicomTag.parse(text)).hasValue(DicomTag.PatientID);
    }
    assertThat(DicomTag.parse("PatientIdentity")).isEmpty();
    assertThat(DicomTag.describe(DicomTag.PatientID)).isEqualTo("(0010,0020) PatientID");
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.840.10008.1.1, true",
    "2.25.0, true",
    "1, false",
    "1..2, false",
    "1.02, false",
    "1.2., false",
    "../../etc/passwd, false",
    "1.2/3, false",
    "1.2.3456789012345678901234567890123456789012345678901234567890123, false"
  })
  void only_a_uid_passes_as_a_uid(String text, boolean valid) {
    assertThat(DicomUid.isValid(text)).isEqualTo(valid);
  }

  @Test
  void a_new_uid_is_valid_and_one_from_content_is_always_the_same() {
    assertThat(DicomUid.create()).matches(DicomUid::isValid).isNotEqualTo(DicomUid.create());
    byte[] content = {1, 2, 3};
    assertThat(DicomUid.fromContent("instance", content))
        .matches(DicomUid::isValid)
        .isEqualTo(DicomUid.fromContent("instance", content))
        .isNotEqualTo(DicomUid.fromContent("series", content));
    assertThat(DicomUid.isValid(DicomUid.IMPLEMENTATION_CLASS)).isTrue();
    assertThat(DicomUid.IMPLEMENTATION_VERSION_NAME.length()).isLessThanOrEqualTo(16);
  }
}
