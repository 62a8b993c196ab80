package org.contourflow.protocols;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What made structures are where a protocol does not say it, in the service and in derive. */
class MadeStylesTest {
  private static final RoiColour GREEN = new RoiColour(0, 255, 0);

  @ParameterizedTest
  @CsvSource({
    "SpinalCord_PRV05, AVOIDANCE",
    "zRing_PTV, CONTROL",
    "Lungs, ORGAN",
    "PTV_opt, PTV",
    "CTV1, CTV",
    "GTVp, GTV",
    "PTV_PRV03, AVOIDANCE"
  })
  void the_type_is_as_is_usual_of_the_name(String name, RoiType type) {
    assertThat(new MadeStyles(List.of(), Stream.of()).next(name).interpretedType()).isEqualTo(type);
  }

  @Test
  void a_rule_goes_first_and_the_others_keep_off_its_colour_and_off_each_others() {
    StructureRule lungs =
        new StructureRule(
            "Lungs",
            Optional.of(GREEN),
            Optional.of(RoiType.CONTROL),
            Optional.empty(),
            Optional.empty());
    MadeStyles styles = new MadeStyles(List.of(lungs), Stream.of(new RoiColour(255, 0, 255)));
    Structure first = styles.next("Lungs");
    assertThat(first.interpretedType()).isEqualTo(RoiType.CONTROL);
    assertThat(first.colour()).isEqualTo(GREEN);
    List<RoiColour> more = Stream.of("a", "b", "c").map(n -> styles.next(n).colour()).toList();
    assertThat(more).doesNotHaveDuplicates().doesNotContain(GREEN, new RoiColour(255, 0, 255));
  }
}
