package org.contourflow.dicom.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomUid;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceUidsTest {
  private static final int META_GROUP_LENGTH_END = 144;

  @TempDir private Path folder;

  /** The data set in one encoding under the meta information of another. */
  private Path file(String declared, String actual) throws IOException {
    byte[] meta = DicomFiles.toPart10(SampleInstances.slice(0, 4), declared);
    byte[] data = DicomFiles.toPart10(SampleInstances.slice(0, 4), actual);
    int metaBytes = metaBytes(meta);
    int dataFrom = metaBytes(data);
    byte[] both = new byte[metaBytes + data.length - dataFrom];
    System.arraycopy(meta, 0, both, 0, metaBytes);
    System.arraycopy(data, dataFrom, both, metaBytes, data.length - dataFrom);
    return Files.write(folder.resolve("mixed.dcm"), both);
  }

  private static int metaBytes(byte[] part10) {
    return META_GROUP_LENGTH_END + (part10[140] & 0xFF) + 256 * (part10[141] & 0xFF);
  }

  @ParameterizedTest
  @CsvSource({
    DicomUid.EXPLICIT_VR_LITTLE_ENDIAN + "," + DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
    DicomUid.EXPLICIT_VR_LITTLE_ENDIAN + "," + DicomUid.IMPLICIT_VR_LITTLE_ENDIAN,
    DicomUid.IMPLICIT_VR_LITTLE_ENDIAN + "," + DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
    DicomUid.IMPLICIT_VR_LITTLE_ENDIAN + "," + DicomUid.IMPLICIT_VR_LITTLE_ENDIAN,
  })
  void an_instance_is_what_its_data_set_is(String declared, String actual) throws IOException {
    Path file = file(declared, actual);
    InstanceUids uids = InstanceUids.scan(file);
    assertThat(uids.study()).isEqualTo(SampleInstances.STUDY);
    assertThat(uids.series()).isEqualTo(SampleInstances.SERIES);
    assertThat(uids.sopInstance()).isEqualTo(SampleInstances.SERIES + ".1");
    assertThat(uids.transferSyntax()).isEqualTo(actual);
    byte[] bytes = Files.readAllBytes(file);
    int at = (int) uids.dataSetOffset();
    assertThat(at).isEqualTo(metaBytes(bytes));
    assertThat(bytes[at]).as("group 0008").isEqualTo((byte) 8);
    assertThat(new String(bytes, 128, 4, StandardCharsets.US_ASCII)).isEqualTo("DICM");
  }
}
