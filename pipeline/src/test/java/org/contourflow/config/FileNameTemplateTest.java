package org.contourflow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of exported files. */
class FileNameTemplateTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "SOPInstanceUID", "2.25.17",
          "ShortUID", "ab12cd34ef56",
          "StructureSetLabel", "OAR H&N",
          "PatientName", "M\u00fcller^J\u00fcrgen",
          "PatientID", "../../etc/passwd",
          "StudyDate", "20260102",
          "Protocol", "head-neck");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RS.{SOPInstanceUID}.dcm | RS.2.25.17.dcm",
        "{Protocol}_{StructureSetLabel}_{ShortUID}.dcm | head-neck_OAR_H_N_ab12cd34ef56.dcm",
        "{PatientName}-{ShortUID} | Muller_Jurgen-ab12cd34ef56",
        "{PatientID}_{StudyDate}_{ShortUID}.dcm | etc_passwd_20260102_ab12cd34ef56.dcm",
        "{AccessionNumber}{ShortUID}.dcm | ab12cd34ef56.dcm",
        " .{ShortUID}. | ab12cd34ef56",
      })
  void a_name_is_one_that_windows_and_linux_take(String template, String name) {
    assertThat(FileNameTemplate.problem(template, true)).isEmpty();
    assertThat(new FileNameTemplate(template).expand(VALUES)).isEqualTo(name);
  }

  @Test
  void a_device_name_of_windows_and_a_name_too_long_are_mended() {
    Map<String, String> values = new HashMap<>(VALUES);
    values.put("ShortUID", "con");
    assertThat(new FileNameTemplate("{ShortUID}.dcm").expand(values)).isEqualTo("_con.dcm");
    values.put("ShortUID", "x".repeat(3000));
    String lengthy = new FileNameTemplate("{ShortUID}".repeat(9) + ".dcm").expand(values);
    assertThat(lengthy).hasSize(200).endsWith(".dcm");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RS_{PatientID}_{ShortUID}.dcm | must not name {PatientID} unless export.patientIdentifiers",
        "RS_{StudyDate}_{ShortUID}.dcm | must not name {StudyDate} unless",
        "RS_{Protocol}.dcm | must have {SOPInstanceUID} or {ShortUID}: else one file could replace",
        "RS.dcm | must have {SOPInstanceUID} or {ShortUID}",
        "sub/{ShortUID}.dcm | must be letters, digits, blanks",
        "..\\{ShortUID}.dcm | must be letters, digits, blanks",
        "{ShortUID}:x.dcm | must be letters, digits, blanks",
        "{ShortUID}_{ROI}.dcm | must have tokens of SOPInstanceUID, ShortUID",
        "{ShortUID}_{.dcm | must be letters, digits, blanks",
      })
  void a_template_that_could_name_the_patient_or_replace_a_file_is_refused(
      String template, String problem) {
    assertThatThrownBy(
            () ->
                SettingsReader.parse(
                    "c.yaml", "\nexport: {fileName: '" + template.strip() + "'}\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("c.yaml line 2: export.fileName: ")
        .hasMessageContaining(problem);
  }

  @Test
  void a_site_may_opt_in_to_names_that_identify_the_patient() throws Exception {
    String yaml = "export: {fileName: '{PatientID}_{ShortUID}.dcm', patientIdentifiers: true}";
    assertThat(SettingsReader.parse("c.yaml", yaml).export().fileName())
        .isEqualTo("{PatientID}_{ShortUID}.dcm");
  }
}
