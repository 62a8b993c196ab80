package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomHeader;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.testdata.HostileInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that an anonymiser has robbed of their UIDs. */
class MissingUidsTest {
  @TempDir Path folder;
  private List<Path> files;

  @BeforeEach
  void rob() throws IOException {
    files = HostileInput.tiny().build().writeTo(folder).files();
    for (Path file : files) {
      DicomFile read = DicomFiles.read(file);
      DicomDataset d = read.dataset();
      d.remove(DicomTag.StudyInstanceUID);
      d.remove(DicomTag.SeriesInstanceUID);
      DicomFiles.write(file, d, read.transferSyntaxUid());
    }
  }

  private SeriesAssembly assemble(MissingUids missing) {
    return new CtSeriesAssembler(GeometryPolicy.STRICT, missing).assemble(files);
  }

  @Test
  void they_are_refused_and_the_reason_says_how_to_allow_them() {
    SeriesAssembly assembly = assemble(MissingUids.REFUSE);
    assertThat(assembly.accepted()).isEmpty();
    SeriesRefusal no = assembly.refused().get(0);
    assertThat(no.code()).isEqualTo(RefusalCode.MISSING_UID);
    assertThat(no.whatToDo()).contains("--derive-uids", "assembly.missingUids: derive");
  }

  @Test
  void derived_uids_are_valid_the_same_every_time_and_no_two_alike() {
    CtSeries first = assemble(MissingUids.DERIVE).accepted().get(0);
    CtSeries again = assemble(MissingUids.DERIVE).accepted().get(0);
    List<String> uids =
        List.of(first.studyInstanceUid(), first.seriesInstanceUid(), first.frameOfReferenceUid());
    assertThat(uids).allMatch(DicomUid::isValid).doesNotHaveDuplicates();
    assertThat(first.studyInstanceUid()).startsWith("2.25.");
    assertThat(again.studyInstanceUid()).isEqualTo(first.studyInstanceUid());
    assertThat(again.seriesInstanceUid()).isEqualTo(first.seriesInstanceUid());
    assertThat(first.header().text(DicomTag.StudyInstanceUID)).isEqualTo(first.studyInstanceUid());
  }

  @Test
  void an_instance_without_any_uid_goes_by_its_content() throws IOException {
    List<String> sops = new ArrayList<>();
    for (Path file : files) {
      sops.add(withoutSop(file));
      assertThat(withoutSop(file)).isEqualTo(sops.get(sops.size() - 1));
    }
    assertThat(sops).doesNotHaveDuplicates().allMatch(DicomUid::isValid);
  }

  private static String withoutSop(Path file) throws IOException {
    DicomHeader header = DicomFiles.readHeader(file);
    header.dataset().remove(DicomTag.SOPInstanceUID);
    header.fileMeta().remove(DicomTag.MediaStorageSOPInstanceUID);
    return InstanceIdentity.of(header, file, MissingUids.DERIVE).sopInstance();
  }

  @Test
  void nothing_is_derived_from_nothing() throws IOException {
    for (Path file : files) {
      DicomFile read = DicomFiles.read(file);
      read.dataset().remove(DicomTag.FrameOfReferenceUID);
      DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
    }
    assertThat(assemble(MissingUids.DERIVE).refused())
        .extracting(SeriesRefusal::code)
        .containsExactly(RefusalCode.MISSING_UID);
  }

  @Test
  void a_slice_that_ends_before_its_pixels_holds_the_series_that_it_would_be_in()
      throws IOException {
    Path last = files.get(files.size() - 1);
    DicomFile read = DicomFiles.read(last);
    read.dataset().remove(DicomTag.PixelData);
    DicomFiles.write(last, read.dataset(), read.transferSyntaxUid());
    assertThat(assemble(MissingUids.DERIVE).accepted()).isEmpty();
  }

  @Test
  void a_file_that_vanished_or_was_cut_since_is_named_once() throws IOException {
    CtSeries series = assemble(MissingUids.DERIVE).accepted().get(0);
    Path gone = series.slices().get(3).file();
    byte[] whole = Files.readAllBytes(gone);
    Files.delete(gone);
    assertThatThrownBy(series::readVolume)
        .isInstanceOf(CtReadException.class)
        .hasMessage(gone + ": the file cannot be read (NoSuchFileException)");
    Files.write(gone, java.util.Arrays.copyOf(whole, 300));
    assertThatThrownBy(series::readVolume)
        .isInstanceOf(CtReadException.class)
        .hasMessageStartingWith(gone + ": the file ")
        .message()
        .satisfies(text -> assertThat(text.split(gone.getFileName().toString())).hasSize(2));
  }
}
