package org.contourflow.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * Real data beside the checkout ({@code ../shared/data}), never in it. A test that needs it is
 * skipped with a plain message where it is absent.
 */
public final class SharedData {
  private SharedData() {}

  /** The data folder, if this checkout has it beside it. */
  public static Optional<Path> root() {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      Path candidate = p.resolveSibling("shared").resolve("data");
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** A file or folder of the shared data; skips the calling test if it is not there. */
  public static Path require(String relative) {
    Optional<Path> path = root().map(r -> r.resolve(relative)).filter(Files::exists);
    Assumptions.assumeTrue(
        path.isPresent(), "skipped: ../shared/data/" + relative + " is not beside this checkout");
    return path.orElseThrow();
  }

  /** Unpacks a zip of the shared data below {@code into}; skips the calling test if absent. */
  public static Path unzip(String relativeZip, Path into) {
    Path zip = require(relativeZip);
    try (InputStream raw = Files.newInputStream(zip);
        ZipInputStream in = new ZipInputStream(raw)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into.normalize())) {
          throw new IOException("entry leaves the folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(in, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return into;
  }
}
