package org.contourflow.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DistinctColoursTest {
  private static final RoiColour MAGENTA = new RoiColour(255, 0, 255);

  @Test
  void seventeen_are_all_different_and_the_same_each_time() {
    DistinctColours once = new DistinctColours(List.of());
    List<RoiColour> all = Stream.generate(once::next).limit(17).toList();
    assertThat(all).doesNotHaveDuplicates();
    DistinctColours again = new DistinctColours(List.of());
    assertThat(Stream.generate(again::next).limit(17).toList()).isEqualTo(all);
    assertThat(once.next()).as("given again").isIn(all);
    DistinctColours twice = new DistinctColours(List.of());
    List<RoiColour> more = Stream.generate(twice::next).limit(34).toList();
    for (RoiColour one : all) {
      assertThat(more).as("each twice").filteredOn(one::equals).hasSize(2);
    }
  }

  @Test
  void one_that_is_taken_and_its_neighbours_are_avoided() {
    assertThat(new DistinctColours(List.of()).next()).isEqualTo(MAGENTA);
    DistinctColours beside = new DistinctColours(List.of(MAGENTA, new RoiColour(0, 255, 0)));
    List<RoiColour> five = Stream.generate(beside::next).limit(5).toList();
    assertThat(five).doesNotContain(MAGENTA, new RoiColour(0xF0, 0x32, 0xE6));
  }
}
