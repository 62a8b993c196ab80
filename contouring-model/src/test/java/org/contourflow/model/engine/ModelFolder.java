package org.contourflow.model.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.contourflow.model.Sha256;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;

/** A copy of a small model that a test may spoil. */
final class ModelFolder {
  static final Path CASE = Path.of("src/test/resources/networks/example/1.0.0");

  private final Path registry;
  final Path folder;

  ModelFolder(Path registry) throws IOException {
    this.registry = registry;
    this.folder = Files.createDirectories(registry.resolve("example/1.0.0"));
    try (Stream<Path> files = Files.list(CASE)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  RegisteredModel model() throws IOException {
    return ModelRegistry.open(registry).find("example").orElseThrow();
  }

  /** Changes the manifest's text. */
  void edit(String from, String to) throws IOException {
    Path manifest = folder.resolve("model.yaml");
    String text = Files.readString(manifest);
    if (!text.contains(from)) {
      throw new IllegalArgumentException(from);
    }
    Files.writeString(manifest, text.replace(from, to));
  }

  /** Another content of a file, released as such. */
  void replace(String name, byte[] bytes) throws IOException {
    String before = Sha256.of(folder.resolve(name));
    Files.write(folder.resolve(name), bytes);
    edit(before, Sha256.of(bytes));
  }

  /** A file more; returns its line of the manifest. */
  String add(Path file) throws IOException {
    Files.copy(file, folder.resolve(file.getFileName()));
    return "{file: %s, sha256: '%s'}".formatted(file.getFileName(), Sha256.of(file));
  }
}
