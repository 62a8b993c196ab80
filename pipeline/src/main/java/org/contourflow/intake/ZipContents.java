package org.contourflow.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.home.SafeFiles;

/**
 * Unpacks a zip of the inbox into a folder of its own. The whole archive is refused, with nothing
 * left behind, if an entry would leave the folder or the whole would grow beyond a limit; no name
 * of an entry becomes a path.
 */
final class ZipContents {
  private static final int MOST_ENTRIES = 20_000;

  private ZipContents() {}

  /** A file of the archive. */
  record Unpacked(Path file, String name) {}

  /** What came out. */
  sealed interface Result {
    record Done(List<Unpacked> files) implements Result {}

    record Refused(Reason reason) implements Result {}
  }

  static Result unpack(Path zip, Path into, long mostBytes) throws IOException {
    Files.createDirectories(into);
    if (isEncrypted(zip)) {
      return refuse(into, encrypted());
    }
    // Names without the UTF-8 flag are in whatever the maker's code page was; any byte is a letter.
    try (ZipFile archive = new ZipFile(zip.toFile(), StandardCharsets.ISO_8859_1)) {
      if (archive.size() > MOST_ENTRIES) {
        return refuse(into, tooLarge("more than " + MOST_ENTRIES + " entries"));
      }
      return unpack(archive, into, mostBytes);
    } catch (ZipException | IllegalArgumentException e) {
      // The reader refuses an encrypted entry behind a plain one by its directory.
      if (String.valueOf(e.getMessage()).contains("encrypted")) {
        return refuse(into, encrypted());
      }
      return refuse(
          into,
          new Reason(
              "ZIP_UNREADABLE",
              "the zip cannot be read: it is damaged or cut short",
              "Make the zip again and drop it again, or drop the files without a zip."));
    }
  }

  private static Result unpack(ZipFile archive, Path into, long mostBytes) throws IOException {
    List<Unpacked> files = new ArrayList<>();
    long left = mostBytes;
    Enumeration<? extends ZipEntry> entries = archive.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      if (leavesFolder(entry.getName())) {
        return refuse(into, slip());
      }
      if (entry.isDirectory()) {
        continue;
      }
      Path file = into.resolve(String.format("%06d", files.size()));
      try (InputStream in = archive.getInputStream(entry)) {
        SafeFiles.write(in, file, left);
      } catch (FileSystemException e) {
        if (e.getReason() == null || !e.getReason().startsWith("larger than")) {
          throw e;
        }
        return refuse(into, tooLarge("more than " + mostBytes / 1_000_000 + " MB unpacked"));
      }
      left -= Files.size(file);
      files.add(new Unpacked(file, lastName(entry.getName())));
    }
    return new Result.Done(files);
  }

  /** By the general purpose flag of the first entry (APPNOTE 4.4.4, bit 0). */
  private static boolean isEncrypted(Path zip) throws IOException {
    try (InputStream in = Files.newInputStream(zip)) {
      byte[] start = in.readNBytes(8);
      boolean localFile = start.length == 8 && start[2] == 3 && start[3] == 4;
      return localFile && (start[6] & 1) == 1;
    }
  }

  private static Reason encrypted() {
    return new Reason(
        "ZIP_ENCRYPTED",
        "the zip is encrypted",
        "Unpack it and drop the files, or make a zip without a password.");
  }

  private static boolean leavesFolder(String name) {
    String path = name.replace('\\', '/');
    return path.startsWith("/")
        || path.matches("^[A-Za-z]:.*")
        || Stream.of(path.split("/")).anyMatch(".."::equals);
  }

  private static String lastName(String name) {
    String path = name.replace('\\', '/');
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Reason slip() {
    return new Reason(
        "ZIP_LEAVES_FOLDER",
        "the zip has an entry that would be written outside its folder",
        "Do not trust where this zip comes from; drop the DICOM files themselves.");
  }

  private static Reason tooLarge(String what) {
    return new Reason(
        "ZIP_TOO_LARGE",
        "the zip holds " + what,
        "Drop the series one by one, or raise inbox.maxZipMegabytes in the configuration.");
  }

  private static Result refuse(Path into, Reason reason) throws IOException {
    deleteTree(into);
    return new Result.Refused(reason);
  }

  /** Deletes copies; the archive itself stays. */
  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
