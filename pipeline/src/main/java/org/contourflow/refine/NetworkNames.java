package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.consent.LineageRegister;
import org.contourflow.model.manifest.ManifestException;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.HashedFile;

/**
 * What people call the networks that others go back to, ID/VERSION: by the lineage that lies in a
 * refined model's folder, and by the manifests of the versions beside it. The lineage register
 * itself knows a network by its SHA-256 alone.
 */
public final class NetworkNames {
  private final Map<String, String> bySha = new HashMap<>();

  /** Looks beside these networks; a folder that is gone or broken tells nothing. */
  public NetworkNames(Collection<LineageRegister.Descendant> networks) {
    Set<Path> folders = new LinkedHashSet<>();
    networks.stream()
        .filter(n -> !n.folder().isEmpty())
        .forEach(n -> folders.add(Path.of(n.folder())));
    Set<Path> versions = new LinkedHashSet<>();
    for (Path folder : folders) {
      addParent(folder);
      versions.addAll(beside(folder));
    }
    versions.forEach(this::addModel);
  }

  /** For a person, by what the folders of some networks know. */
  public static String describe(String sha256, Collection<LineageRegister.Descendant> among) {
    return new NetworkNames(among).describe(sha256);
  }

  /** ID/VERSION of a network; empty: nothing here says so. */
  public Optional<String> of(String sha256) {
    return Optional.ofNullable(bySha.get(sha256));
  }

  /** For a person: ID/VERSION and SHA-256, or the SHA-256 alone. */
  public String describe(String sha256) {
    return of(sha256).map(name -> name + ", ").orElse("") + "SHA-256 " + sha256;
  }

  private void addParent(Path folder) {
    try {
      if (Files.exists(folder.resolve(CandidateModel.LINEAGE))) {
        Lineage lineage = Lineage.read(folder);
        bySha.put(lineage.parentSha256(), lineage.parent());
      }
    } catch (IOException e) {
      // A name is a help; the SHA-256 is told without it.
    }
  }

  private static List<Path> beside(Path folder) {
    if (folder.getParent() == null) {
      return List.of();
    }
    try (Stream<Path> below = Files.list(folder.getParent())) {
      return below.filter(p -> Files.isRegularFile(p.resolve("model.yaml"))).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void addModel(Path version) {
    try {
      ModelManifest manifest = ManifestReader.read(version.resolve("model.yaml"));
      for (HashedFile file : manifest.weights()) {
        bySha.putIfAbsent(file.sha256(), manifest.about().id() + "/" + manifest.about().version());
      }
    } catch (IOException | ManifestException e) {
      // As above.
    }
  }
}
