package org.contourflow.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.contourflow.dicom.OwnerOnly;
import org.contourflow.home.Folders;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.home.SafeFiles;

/**
 * Unpacks a zip of the inbox into a folder of its own. The whole archive is refused, with nothing
 * left behind, if an entry would leave the folder or the whole would grow beyond a limit; no name
 * of an entry becomes a path.
 */
final class ZipContents {
  private static final int MOST_ENTRIES = 20_000;
  private static final long LONGEST_DIRECTORY = 16L << 20;

  /** An archive may unfold to so much anyway, and beyond it to so many times its size. */
  private static final long FREE_BYTES = 256L << 20;

  private static final long MOST_RATIO = 100;

  private ZipContents() {}

  /** A file of the archive. */
  record Unpacked(Path file, String name) {}

  /** What came out. */
  sealed interface Result {
    record Done(List<Unpacked> files) implements Result {
      @Override
      public <X extends IOException> void accept(Visitor<X> visitor) throws X {
        visitor.done(files);
      }
    }

    record Refused(Reason reason) implements Result {
      @Override
      public <X extends IOException> void accept(Visitor<X> visitor) throws X {
        visitor.refused(reason);
      }
    }

    /** What is done with either; a new kind does not compile until all have it. */
    interface Visitor<X extends IOException> {
      void done(List<Unpacked> files) throws X;

      void refused(Reason reason) throws X;
    }

    /** Hands this result to the visitor's method for it. */
    <X extends IOException> void accept(Visitor<X> visitor) throws X;
  }

  /** Bytes that may still be written to the disk. */
  @FunctionalInterface
  interface Room {
    long bytes() throws IOException;
  }

  /** The disk's reserve would be touched; nothing is left behind, and it may be tried later. */
  static final class NoRoomException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    NoRoomException() {
      super("the disk is below its reserve");
    }
  }

  static Result unpack(Path zip, Path into, long mostBytes) throws IOException {
    return unpack(zip, into, mostBytes, () -> Long.MAX_VALUE);
  }

  /**
   * Unpacks while there is room.
   *
   * @throws NoRoomException if there is not
   */
  static Result unpack(Path zip, Path into, long mostBytes, Room room) throws IOException {
    OwnerOnly.folder(into);
    if (isEncrypted(zip)) {
      return refuse(into, encrypted());
    }
    if (!FileNames.canSay(zip)) {
      // The zip reader goes by text; a copy has a name that is one.
      Path copy = Files.createTempFile(into.getParent(), "zip-", ".zip");
      try {
        SafeFiles.copy(zip, copy);
        return unpack(copy, into, mostBytes, room);
      } finally {
        Files.deleteIfExists(copy);
      }
    }
    ZipDirectory directory = ZipDirectory.of(zip);
    if (directory.entries() > MOST_ENTRIES || directory.bytes() > LONGEST_DIRECTORY) {
      return refuse(into, tooLarge("more than " + MOST_ENTRIES + " entries"));
    }
    long byRatio = Math.max(FREE_BYTES, MOST_RATIO * Files.size(zip));
    // Names without the UTF-8 flag are in whatever the maker's code page was; any byte is a letter.
    try (ZipFile archive = new ZipFile(zip.toFile(), StandardCharsets.ISO_8859_1)) {
      if (archive.size() > MOST_ENTRIES) {
        return refuse(into, tooLarge("more than " + MOST_ENTRIES + " entries"));
      }
      return unpack(archive, into, new Limits(mostBytes, byRatio, room));
    } catch (NoRoomException e) {
      Folders.delete(into);
      throw e;
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

  private record Limits(long mostBytes, long byRatio, Room room) {
    /** What may still be written when {@code done} is. */
    long left(long done) throws IOException {
      return Math.max(0, Math.min(Math.min(mostBytes, byRatio) - done, room.bytes()));
    }

    /** What was too much, when {@code done} were written and the next entry went on. */
    Reason reached(long done) throws IOException {
      long most = Math.min(mostBytes, byRatio) - done;
      if (room.bytes() < most) {
        throw new NoRoomException();
      }
      return byRatio < mostBytes
          ? bomb()
          : tooLarge("more than " + mostBytes / 1_000_000 + " MB unpacked");
    }
  }

  private static Result unpack(ZipFile archive, Path into, Limits limits) throws IOException {
    List<Unpacked> files = new ArrayList<>();
    long done = 0;
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
        SafeFiles.write(in, file, limits.left(done));
      } catch (FileSystemException e) {
        if (e.getReason() == null || !e.getReason().startsWith("larger than")) {
          throw e;
        }
        return refuse(into, limits.reached(done));
      }
      done += Files.size(file);
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

  private static Reason bomb() {
    return new Reason(
        "ZIP_BOMB",
        "the zip unfolds to more than " + MOST_RATIO + " times its size, as no images do",
        "Do not trust where this zip comes from; drop the DICOM files themselves.");
  }

  private static Reason tooLarge(String what) {
    return new Reason(
        "ZIP_TOO_LARGE",
        "the zip holds " + what,
        "Drop the series one by one, or raise inbox.maxZipMegabytes in the configuration.");
  }

  private static Result refuse(Path into, Reason reason) throws IOException {
    Folders.delete(into);
    return new Result.Refused(reason);
  }
}
