package org.contourflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.app.Protocols;
import org.contourflow.commission.ReferenceLimits;
import org.contourflow.config.Settings;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;

/** Versions and hashes of everything that a commissioning sheet is of. */
final class CommissionIdentity {
  private CommissionIdentity() {}

  /**
   * By name, in the sheet's order.
   *
   * @param data the site's reference cases; null: none
   */
  static Map<String, String> of(Settings site, Protocols protocols, Path data) throws IOException {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("product", Main.VERSION);
    identity.put("product, sha256", product());
    identity.put("settings, sha256", site.fingerprint());
    if (site.rules().isPresent()) {
      identity.put("rules, sha256", sha256(List.of(site.rules().get())));
    }
    ModelRegistry registry = ModelRegistry.open(site.inHome(site.contouring().modelFolder()));
    protocols
        .service()
        .forEach(
            state -> {
              Optional<RegisteredModel> model =
                  registry.find(state.model().id() + "/" + state.model().version());
              identity.put(
                  "model " + state.model().label(),
                  "weights sha256 "
                      + state.model().weightsSha256()
                      + model
                          .map(m -> ", manifest sha256 " + hash(m.folder().resolve("model.yaml")))
                          .orElse(""));
            });
    if (data != null) {
      identity.put("reference cases, sha256", sha256(files(data)));
      Path limits = data.resolve(ReferenceLimits.FILE);
      if (Files.exists(limits)) {
        identity.put("limits, sha256", sha256(List.of(limits)));
      }
    }
    identity.put("java", Runtime.version().toString());
    identity.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
    identity.put("run at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return identity;
  }

  /** Of the product's own jar or class folder. */
  private static String product() throws IOException {
    try {
      Path place =
          Path.of(
              CommissionIdentity.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return sha256(Files.isDirectory(place) ? files(place) : List.of(place));
    } catch (java.net.URISyntaxException e) {
      throw new IOException("the product does not find itself", e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String hash(Path file) {
    try {
      return sha256(List.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the files' contents, one behind the other. */
  private static String sha256(List<Path> files) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
