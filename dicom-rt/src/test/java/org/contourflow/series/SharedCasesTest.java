package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.contourflow.testdata.SharedData;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that other readers stumbled over, built after their issues; what is right with each. */
class SharedCasesTest {
  @TempDir private Path folder;

  private SeriesAssembly assemble(String name) throws IOException {
    Path unpacked = SharedData.unzip("../cases/ct/" + name + ".zip", folder);
    return new CtSeriesAssembler().assemble(RealSeriesPeerTest.filesBelow(unpacked));
  }

  @ParameterizedTest
  @CsvSource({
    "two_passes_interleaved, SEVERAL_VOLUMES, 2 volumes at the same place: acquisitions",
    "enhanced_two_stacks, SEVERAL_VOLUMES, 2 volumes at the same place: stacks",
    "two_recons_told_as_gaps, SEVERAL_VOLUMES, 2 volumes",
    "ct_sop_multiframe, MULTI_FRAME_CT, NumberOfFrames 8",
    "ge_private_ts, UNSUPPORTED_TRANSFER_SYNTAX, GE private",
    "center_shift_called_tilt, CENTRE_CHANGES, the centre of the slices changes at z",
  })
  void is_refused_by_its_name(String name, RefusalCode code, String reason) throws IOException {
    SeriesAssembly assembly = assemble(name);
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.incomplete()).isEmpty();
    assertThat(assembly.refused()).hasSize(1);
    assertThat(assembly.refused().get(0).code()).isEqualTo(code);
    assertThat(assembly.refused().get(0).reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "count_summed_over_acquisitions, ''",
    "trailing_zeros, ''",
    "meta_explicit_data_implicit, encoded as",
    "uid_leading_zero, leading zeros",
    "rescaletype_lowercase, ''",
    "highbit_11_of_16, ''",
    "thickness_text, SliceThickness",
    "resend_with_retrieve_ae, ''",
  })
  void is_taken_and_told(String name, String note) throws IOException {
    SeriesAssembly assembly = assemble(name);
    assertThat(assembly.refused()).isEmpty();
    assertThat(assembly.accepted()).hasSize(1);
    CtSeries series = assembly.accepted().get(0);
    assertThat(series.slices()).hasSize(24);
    assertThat(series.notes().toString()).contains(note);
    assertThat(series.readVolume().hu(12, 0, 0)).isBetween((short) -1024, (short) -950);
  }
}
