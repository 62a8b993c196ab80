package org.contourflow.dicom.deident;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where de-identification reads and writes: apart from each other, however links are laid. */
public final class DeidentFolders {
  private DeidentFolders() {}

  /**
   * Refuses places of which one lies in another, so that what leaves is never beside what it was
   * made of, nor beside the key or the way back.
   *
   * @param in read
   * @param out written to; need not exist yet
   * @param secrets key and way back; need not exist yet
   */
  public static void requireApart(Path in, Path out, Path... secrets) throws IOException {
    Path from = real(in);
    Path to = real(out);
    if (to.startsWith(from)) {
      throw new RefusedFile("the output may not lie in the input");
    }
    if (from.startsWith(to)) {
      throw new RefusedFile(
          "the input may not lie in the output: who passes the output on would pass on both");
    }
    for (Path secret : secrets) {
      if (real(secret).startsWith(to)) {
        throw new RefusedFile(
            "key and way back may not lie in the folder of the de-identified data");
      }
    }
  }

  /** Links followed as far as there is something; the rest as it is written. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path there = absolute;
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there.toRealPath().resolve(there.relativize(absolute)).normalize();
  }
}
