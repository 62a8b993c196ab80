package org.contourflow.model.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of models, {@code <id>/<version>/model.yaml}. A model whose manifest is wrong is
 * listed with its problems and is not usable; the others are.
 */
public final class ModelRegistry {
  /** A file of this name in a model's folder keeps the model from being used; it says why. */
  public static final String OUT_OF_SERVICE = "out-of-service.txt";

  /**
   * A file of this name beside the versions of a model names the one that is in service where none
   * is asked for; without it, the highest is.
   */
  public static final String CHAMPION = "champion.txt";

  static final String MANIFEST = "model.yaml";

  private final Path folder;
  private final List<RegisteredModel> models;
  private final List<Rejected> rejected;
  private final Map<String, String> champions;

  private ModelRegistry(
      Path folder,
      List<RegisteredModel> models,
      List<Rejected> rejected,
      Map<String, String> champions) {
    this.folder = folder;
    this.models = List.copyOf(models);
    this.rejected = List.copyOf(rejected);
    this.champions = Map.copyOf(champions);
  }

  /** A folder that cannot be used and why, one line a problem. */
  public record Rejected(Path folder, List<String> problems) {}

  /** Reads every manifest below the folder; none of the weights. */
  public static ModelRegistry open(Path folder) throws IOException {
    List<RegisteredModel> models = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    for (Path version : versions(folder)) {
      Optional<String> takenOut = takenOut(version);
      if (takenOut.isPresent()) {
        rejected.add(new Rejected(version, List.of(takenOut.get())));
        continue;
      }
      try {
        ModelManifest manifest = ManifestReader.read(version.resolve(MANIFEST));
        String place = version.getParent().getFileName() + "/" + version.getFileName();
        String named = manifest.about().id() + "/" + manifest.about().version();
        if (place.equals(named)) {
          models.add(new RegisteredModel(version, manifest));
        } else {
          rejected.add(
              new Rejected(version, List.of("id: the folder is " + place + ", not " + named)));
        }
      } catch (ManifestException e) {
        rejected.add(new Rejected(version, e.problems().stream().map(Object::toString).toList()));
      }
    }
    return new ModelRegistry(folder, models, rejected, champions(folder));
  }

  /**
   * Why a model's folder says that it must not be used ({@link #OUT_OF_SERVICE}), on one line;
   * empty: it does not say so.
   */
  public static Optional<String> takenOut(Path version) throws IOException {
    Path file = version.resolve(OUT_OF_SERVICE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // A person may have written it, in any encoding.
    String why = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return Optional.of(OUT_OF_SERVICE + ": " + why.strip().replaceAll("\\s+", " "));
  }

  /** Versions in service by id, of those that were promoted. */
  private static Map<String, String> champions(Path folder) throws IOException {
    Map<String, String> champions = new HashMap<>();
    if (!Files.isDirectory(folder)) {
      return champions;
    }
    List<Path> ids;
    try (Stream<Path> below = Files.list(folder)) {
      ids = below.filter(id -> Files.isRegularFile(id.resolve(CHAMPION))).toList();
    }
    for (Path id : ids) {
      champions.put(id.getFileName().toString(), Files.readString(id.resolve(CHAMPION)).strip());
    }
    return champions;
  }

  /** Hidden folders are versions half installed. */
  private static boolean isManifest(Path path) {
    return path.getFileName().toString().equals(MANIFEST)
        && !path.getParent().getFileName().toString().startsWith(".");
  }

  private static List<Path> versions(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.find(folder, 3, (p, a) -> isManifest(p))) {
      return walk.map(Path::getParent).sorted().toList();
    }
  }

  /** Usable as far as the manifest tells; by id, then version. */
  public List<RegisteredModel> models() {
    return models;
  }

  /** Not usable. */
  public List<Rejected> rejected() {
    return rejected;
  }

  /**
   * By {@code id/version}; or by {@code id}, which is the version that was promoted ({@link
   * #CHAMPION}), and the highest if none was. A promoted version that cannot be used is not
   * replaced by another: a person decides which.
   */
  public Optional<RegisteredModel> find(String name) {
    int slash = name.indexOf('/');
    String id = slash < 0 ? name : name.substring(0, slash);
    Optional<String> wanted =
        slash < 0 ? Optional.ofNullable(champions.get(id)) : Optional.of(name.substring(slash + 1));
    return models.stream()
        .filter(m -> m.manifest().about().id().equals(id))
        .filter(m -> wanted.isEmpty() || m.manifest().about().version().equals(wanted.get()))
        .max(Comparator.comparing(m -> m.manifest().about().version(), ModelRegistry::compare));
  }

  /**
   * As {@link #find}.
   *
   * @throws IOException naming what keeps each version from being used, if there is none
   */
  public RegisteredModel require(String name) throws IOException {
    Optional<RegisteredModel> found = find(name);
    if (found.isPresent()) {
      return found.get();
    }
    throw new IOException("no usable model " + name + " in " + folder + whyNot(name));
  }

  private String whyNot(String name) {
    StringBuilder why = new StringBuilder();
    String champion = champions.get(name);
    if (champion != null) {
      why.append("; in service is version ")
          .append(champion)
          .append(" (")
          .append(CHAMPION)
          .append(')');
    }
    for (Rejected each : rejected) {
      if (each.folder().startsWith(folder.resolve(name))) {
        why.append("; ")
            .append(folder.relativize(each.folder()))
            .append(" is not usable: ")
            .append(String.join(" ", each.problems()));
      }
    }
    return why.isEmpty() ? "; see contourflow model list" : why.toString();
  }

  /** Versions by their numbers: 1.10.0 is after 1.9.0. */
  static int compare(String a, String b) {
    String[] as = a.split("[.-]");
    String[] bs = b.split("[.-]");
    for (int i = 0; i < Math.min(as.length, bs.length); i++) {
      boolean numbers = as[i].matches("\\d{1,9}") && bs[i].matches("\\d{1,9}");
      int order =
          numbers
              ? Integer.compare(Integer.parseInt(as[i]), Integer.parseInt(bs[i]))
              : as[i].compareTo(bs[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(as.length, bs.length);
  }
}
