package org.contourflow.model.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Sha256;
import org.contourflow.model.manifest.ModelManifest.HashedFile;

/** A model's folder and its manifest. */
public record RegisteredModel(Path folder, ModelManifest manifest) {
  /** Identity with one digest over the digests of all weight files. */
  public ModelIdentity identity() {
    String digests =
        manifest.weights().stream().map(HashedFile::sha256).collect(Collectors.joining());
    return new ModelIdentity(
        manifest.about().id(),
        manifest.about().version(),
        manifest.weights().size() == 1
            ? digests
            : Sha256.of(digests.getBytes(StandardCharsets.US_ASCII)),
        manifest.about().title(),
        manifest.about().clinicalUse());
  }

  /**
   * The file's bytes, if they are the ones released.
   *
   * @throws IOException if it is not there or has another SHA-256
   */
  public byte[] read(HashedFile file) throws IOException {
    Path path = folder.resolve(file.name());
    if (!Files.isRegularFile(path)) {
      throw new IOException(manifest.about().id() + " lacks its file " + file.name());
    }
    byte[] bytes = Files.readAllBytes(path);
    String found = Sha256.of(bytes);
    if (!found.equals(file.sha256())) {
      throw new IOException(
          file.name() + " was changed: its SHA-256 is " + found + ", not " + file.sha256());
    }
    return bytes;
  }
}
