package org.contourflow.camel.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The component's page says what the component has. */
class ComponentPageTest {
  private static final Path PAGE = Path.of("../docs/dicom-component.md");
  private static final String CATALOGUE = "/META-INF/org/contourflow/camel/dicom/dicom.json";

  /** Of ours; what Camel gives every polling consumer or producer has other labels. */
  private static final Set<String> LABELS =
      Set.of("", "consumer", "producer", "query", "security", "timeout");

  private static final String OF_CAMEL = "sendEmptyMessageWhenIdle";

  @Test
  void each_option_stands_in_the_page_with_its_default() throws IOException {
    String page = Files.readString(PAGE);
    List<String> rows = new ArrayList<>();
    try (InputStream in = ComponentPageTest.class.getResourceAsStream(CATALOGUE)) {
      JsonNode options = new ObjectMapper().readTree(in).path("properties");
      options
          .properties()
          .forEach(
              option -> {
                JsonNode it = option.getValue();
                if (it.path("kind").asText().equals("parameter")
                    && LABELS.contains(it.path("label").asText())
                    && !option.getKey().equals(OF_CAMEL)) {
                  String usual = it.path("defaultValue").asText();
                  rows.add(row(page, option.getKey(), usual.isEmpty() ? "|  |" : "`" + usual));
                }
              });
    }
    assertThat(rows).hasSizeGreaterThan(30).doesNotContain("").doesNotHaveDuplicates();
  }

  /** Empty if the page has no row of the option with its default. */
  private static String row(String page, String option, String usual) {
    return page.lines()
        .filter(line -> line.startsWith("| `" + option + "` |") && line.contains(usual))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row of " + option + " with " + usual));
  }

  @Test
  void each_header_stands_in_the_page() throws Exception {
    String page = Files.readString(PAGE);
    for (Field header : DicomHeaders.class.getFields()) {
      assertThat(page).contains("`" + header.get(null) + "`");
    }
  }
}
