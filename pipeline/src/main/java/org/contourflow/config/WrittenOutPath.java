package org.contourflow.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ext.NioPathDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * Refuses a path that only a shell would understand: taken as it stands, {@code ~/contourflow} is a
 * folder named {@code ~} beside the settings, in which nobody looks for the home.
 */
final class WrittenOutPath extends NioPathDeserializer {
  @Serial private static final long serialVersionUID = 1;

  private WrittenOutPath() {}

  static Module module() {
    return new SimpleModule("written-out-path").addDeserializer(Path.class, new WrittenOutPath());
  }

  @Override
  public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      String text = parser.getText().strip();
      boolean ofShell =
          text.equals("~")
              || text.startsWith("~/")
              || text.startsWith("~\\")
              || text.contains("${")
              || text.matches("(?s).*%[A-Za-z_]+%.*");
      if (ofShell) {
        return (Path) context.handleWeirdStringValue(Path.class, text, "not written out");
      }
    }
    return super.deserialize(parser, context);
  }
}
