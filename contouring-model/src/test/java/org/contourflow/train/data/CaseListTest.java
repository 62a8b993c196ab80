package org.contourflow.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseListTest {
  @TempDir Path folder;

  private final CaseSource source =
      new CaseSource() {
        @Override
        public List<String> ids() {
          return List.of("a", "b", "c");
        }

        @Override
        public LabelledCase read(String id) {
          throw new UnsupportedOperationException();
        }

        @Override
        public String fingerprint(String id) {
          throw new UnsupportedOperationException();
        }
      };

  @Test
  void ids_come_in_the_file_s_order_without_comments_and_empty_lines() throws IOException {
    Path file = Files.writeString(folder.resolve("held.txt"), "# held back\n\nc \n  # no\na\nc\n");
    assertThat(CaseList.read(file, source)).containsExactly("c", "a");
  }

  @Test
  void a_case_that_is_not_there_is_named() throws IOException {
    Path file = Files.writeString(folder.resolve("held.txt"), "a\nd\n");
    assertThatThrownBy(() -> CaseList.read(file, source))
        .isInstanceOf(IOException.class)
        .hasMessage("case d of held.txt is not in the data");
  }
}
