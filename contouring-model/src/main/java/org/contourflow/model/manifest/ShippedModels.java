package org.contourflow.model.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Models that come with the product, on the class path below {@code models/<id>/<version>/}, their
 * files listed in {@code models/index.txt}. They are copied into the registry folder, so that there
 * is one place where models are, whoever made them.
 */
public final class ShippedModels {
  private static final String ROOT = "models/";

  private ShippedModels() {}

  /**
   * Copies what the folder lacks. A version that is there is left as it is, so that a site's own
   * files are never overwritten; a version appears whole or not at all.
   */
  public static void installInto(Path registry) throws IOException {
    for (Map.Entry<String, List<String>> version : versions().entrySet()) {
      Path target = registry.resolve(version.getKey());
      if (Files.exists(target)) {
        continue;
      }
      Files.createDirectories(target.getParent());
      Path partial = Files.createTempDirectory(target.getParent(), ".installing-");
      for (String file : version.getValue()) {
        Files.write(partial.resolve(file), read(version.getKey() + "/" + file));
      }
      move(partial, target);
    }
  }

  /** Copies the manifests alone: enough to know what the models make, and nothing can run. */
  public static void installManifestsInto(Path registry) throws IOException {
    for (String version : versions().keySet()) {
      Path target = registry.resolve(version);
      Files.createDirectories(target);
      Files.write(
          target.resolve(ModelRegistry.MANIFEST), read(version + "/" + ModelRegistry.MANIFEST));
    }
  }

  private static void move(Path partial, Path target) throws IOException {
    try {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (java.nio.file.FileSystemException e) {
      // Another process installed the same version meanwhile: its copy is as good.
      for (Path file : list(partial)) {
        Files.delete(file);
      }
      Files.delete(partial);
      if (!Files.exists(target)) {
        throw e;
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** {@code id/version} to its file names. */
  private static Map<String, List<String>> versions() throws IOException {
    Map<String, List<String>> out = new LinkedHashMap<>();
    String index = new String(read("index.txt"), StandardCharsets.UTF_8);
    for (String line : Arrays.stream(index.split("\\R")).filter(l -> !l.isBlank()).toList()) {
      int cut = line.lastIndexOf('/');
      out.computeIfAbsent(line.substring(0, cut), k -> new java.util.ArrayList<>())
          .add(line.substring(cut + 1).strip());
    }
    return out;
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = ShippedModels.class.getClassLoader().getResourceAsStream(ROOT + file)) {
      if (in == null) {
        throw new IOException("the product lacks its own " + ROOT + file);
      }
      return in.readAllBytes();
    }
  }
}
