package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomPatient;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a hospital's network drops into an inbox: each has its own code, and nothing slips by. */
class HostileInputTest {
  private static final Map<HostileInput, RefusalCode> REFUSED = new EnumMap<>(HostileInput.class);

  static {
    REFUSED.put(HostileInput.NOT_DICOM, RefusalCode.NOT_DICOM);
    REFUSED.put(HostileInput.ZERO_BYTES, RefusalCode.EMPTY_FILE);
    REFUSED.put(HostileInput.RTSTRUCT, RefusalCode.NOT_CT);
    REFUSED.put(HostileInput.SECONDARY_CAPTURE, RefusalCode.NOT_CT);
    REFUSED.put(HostileInput.TRUNCATED, RefusalCode.TRUNCATED);
    REFUSED.put(HostileInput.SHORT_PIXEL_DATA, RefusalCode.TRUNCATED);
    REFUSED.put(HostileInput.TWO_PATIENTS, RefusalCode.MIXED_PATIENTS);
    REFUSED.put(HostileInput.DUPLICATE_SLICES, RefusalCode.DUPLICATE_POSITIONS);
    REFUSED.put(HostileInput.LOCALIZER, RefusalCode.LOCALIZER);
    REFUSED.put(HostileInput.ORIENTATIONS, RefusalCode.MIXED_ORIENTATIONS);
    REFUSED.put(HostileInput.GANTRY_TILT, RefusalCode.GANTRY_TILT);
    REFUSED.put(HostileInput.FRAMES_OF_REFERENCE, RefusalCode.MIXED_FRAMES_OF_REFERENCE);
    REFUSED.put(HostileInput.MATRICES, RefusalCode.MIXED_MATRICES);
    REFUSED.put(HostileInput.NO_GEOMETRY, RefusalCode.NO_POSITION);
    REFUSED.put(HostileInput.NOT_NUMBERS, RefusalCode.INVALID_ATTRIBUTE);
    REFUSED.put(HostileInput.JPEG_LS, RefusalCode.UNSUPPORTED_TRANSFER_SYNTAX);
    REFUSED.put(HostileInput.MPEG2, RefusalCode.UNSUPPORTED_TRANSFER_SYNTAX);
    REFUSED.put(HostileInput.NESTED_SEQUENCES, RefusalCode.HOSTILE);
    REFUSED.put(HostileInput.HUGE_LENGTH, RefusalCode.TRUNCATED);
    REFUSED.put(HostileInput.UID_TRAVERSAL, RefusalCode.INVALID_ATTRIBUTE);
    REFUSED.put(HostileInput.ZIP_SLIP, RefusalCode.NOT_DICOM);
    REFUSED.put(HostileInput.ZIP_BOMB, RefusalCode.NOT_DICOM);
    REFUSED.put(HostileInput.ZIP_MANY_ENTRIES, RefusalCode.NOT_DICOM);
    REFUSED.put(HostileInput.ZIP_BROKEN, RefusalCode.NOT_DICOM);
    REFUSED.put(HostileInput.ZIP_IN_ZIP, RefusalCode.NOT_DICOM);
  }

  private static final Map<HostileInput, Integer> ACCEPTED =
      Map.of(
          HostileInput.TWO_SERIES, 2, HostileInput.SAME_FILE_TWICE, 1, HostileInput.LOCALIZER, 1);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void a_hostile_input_is_told_by_its_code_and_every_file_is_accounted_for(HostileInput input)
      throws IOException {
    input.write(folder);
    List<Path> files = RealSeriesPeerTest.filesBelow(folder);
    SeriesAssembly assembly = new CtSeriesAssembler().assemble(files);
    List<RefusalCode> codes = assembly.refused().stream().map(SeriesRefusal::code).toList();
    RefusalCode expected = REFUSED.get(input);
    assertThat(codes).isEqualTo(expected == null ? List.of() : List.of(expected));
    assertThat(assembly.accepted()).hasSize(ACCEPTED.getOrDefault(input, 0));
    assertThat(accountedFor(assembly)).containsExactlyInAnyOrderElementsOf(files);
    for (SeriesRefusal refusal : assembly.refused()) {
      assertThat(refusal.reason()).isNotBlank().doesNotContain(PhantomPatient.ZEBEDEE.id());
      assertThat(refusal.whatToDo()).endsWith(".");
      assertThat(refusal.files()).containsAll(refusal.culprits());
    }
  }

  private static List<Path> accountedFor(SeriesAssembly assembly) {
    List<Path> all = new ArrayList<>(assembly.repeated());
    assembly.refused().forEach(refusal -> all.addAll(refusal.files()));
    assembly.accepted().forEach(one -> one.slices().forEach(slice -> all.add(slice.file())));
    assembly.incomplete().forEach(one -> all.addAll(one.files()));
    return all;
  }
}
