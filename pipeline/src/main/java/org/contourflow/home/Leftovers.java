package org.contourflow.home;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.contourflow.dicom.DurableMove;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that {@link DurableMove} was writing when its process was killed. Known by their name, a
 * UUID of our own making; nothing else is touched.
 */
public final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  /** Where another process may be writing: longer than any file of a case takes. */
  public static final Duration OF_OTHERS = Duration.ofHours(1);

  private static final Pattern NAME =
      Pattern.compile("\\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.part");

  private Leftovers() {}

  /** Whether a file is one, by its name. */
  public static boolean isOne(Path file) {
    return NAME.matcher(file.getFileName().toString()).matches();
  }

  /**
   * Deletes those of a folder that were written last before a time; those of folders in it stay.
   *
   * @return how many; a folder that cannot be read, or is not there, has none
   */
  public static int clear(Path folder, Instant before) {
    int cleared = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Leftovers::isOne)) {
      for (Path file : files) {
        cleared += clearFile(file, before) ? 1 : 0;
      }
    } catch (IOException e) {
      LOG.debug("not looked through for what was half written: {}", e.getClass().getName());
    }
    return cleared;
  }

  /** As {@link #clear}, of the folder and all below it. */
  public static int clearBelow(Path folder, Instant before) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isDirectory).mapToInt(f -> clear(f, before)).sum();
    } catch (IOException e) {
      LOG.debug("not looked through for what was half written: {}", e.getClass().getName());
      return 0;
    }
  }

  private static boolean clearFile(Path file, Instant before) throws IOException {
    boolean ours =
        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Files.getLastModifiedTime(file).toInstant().isBefore(before);
    return ours && Files.deleteIfExists(file);
  }
}
