package org.contourflow.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a CT may be packed into, told by the first bytes and never by the name: such a file is no
 * DICOM, but it may well hold all that was meant to come, which a stray text file does not.
 */
public enum ArchiveKind {
  ZIP("zip archive", 0, 'P', 'K', 3, 4),
  /** A zip without an entry. */
  EMPTY_ZIP("empty zip archive", 0, 'P', 'K', 5, 6),
  SEVEN_ZIP("7z archive", 0, '7', 'z', 0xBC, 0xAF, 0x27, 0x1C),
  RAR("rar archive", 0, 'R', 'a', 'r', '!', 0x1A, 7),
  GZIP("gzip file (.gz, .tgz)", 0, 0x1F, 0x8B, 8),
  BZIP2("bzip2 file (.bz2)", 0, 'B', 'Z', 'h'),
  XZ("xz file (.xz)", 0, 0xFD, '7', 'z', 'X', 'Z', 0),
  ZSTANDARD("Zstandard file (.zst)", 0, 0x28, 0xB5, 0x2F, 0xFD),
  TAR("tar archive", 257, 'u', 's', 't', 'a', 'r'),
  ISO_9660("disc image (.iso)", 0x8001, 'C', 'D', '0', '0', '1');

  /** So many bytes from the start tell every kind. */
  static final int BYTES = 0x8001 + 5;

  private final String words;
  private final int offset;
  private final byte[] mark;

  ArchiveKind(String words, int offset, int... mark) {
    this.words = words;
    this.offset = offset;
    this.mark = new byte[mark.length];
    for (int i = 0; i < mark.length; i++) {
      this.mark[i] = (byte) mark[i];
    }
  }

  /** The kind of a file, if it is one of these. */
  public static Optional<ArchiveKind> of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(BYTES));
    }
  }

  /** The kind of what starts so. */
  static Optional<ArchiveKind> of(byte[] start) {
    return Arrays.stream(values()).filter(kind -> kind.isAt(start)).findFirst();
  }

  private boolean isAt(byte[] start) {
    return start.length >= offset + mark.length
        && Arrays.equals(start, offset, offset + mark.length, mark, 0, mark.length);
  }

  /** Whether a file is a zip, by its first four bytes: asked of each file of an inbox. */
  public static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(ZIP.mark.length)).filter(ArchiveKind::isZip).isPresent();
    }
  }

  /** Whether it is one of the kind that the inbox and {@code contour} open themselves. */
  public boolean isZip() {
    return this == ZIP || this == EMPTY_ZIP;
  }

  /** As a sentence names it, without an article: {@code 7z archive}. */
  public String words() {
    return words;
  }
}
