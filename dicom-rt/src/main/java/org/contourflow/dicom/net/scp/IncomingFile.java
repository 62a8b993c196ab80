package org.contourflow.dicom.net.scp;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DurableMove;
import org.contourflow.dicom.OwnerOnly;

/**
 * One instance on its way to the disk: file meta information, then the data set's bytes as they
 * come, under a temporary name; {@link #seal} makes it durable; {@link #close} removes whatever was
 * not sealed. Holds no more than a buffer in memory.
 */
final class IncomingFile extends OutputStream implements Closeable {
  /** Unique over restarts, so that no arrival ever overwrites another. */
  private static final AtomicLong NUMBER = new AtomicLong(System.currentTimeMillis() << 10);

  private final Spool spool;
  private final String name;
  private final Path partial;
  private final OutputStream out;
  private final MessageDigest digest = sha256();
  private final long maxBytes;
  private long dataSetBytes;
  private boolean closed;

  /**
   * Starts a file.
   *
   * @param sopInstanceUid checked by the caller with {@link
   *     org.contourflow.dicom.net.InstanceUids#isSafe}
   * @throws StorageException if the disk does not take it
   */
  IncomingFile(Spool spool, String sopInstanceUid, Attributes fileMeta, long maxBytes)
      throws IOException {
    this.spool = spool;
    this.maxBytes = maxBytes;
    this.name = sopInstanceUid + "-" + Long.toString(NUMBER.incrementAndGet(), 36) + Spool.SUFFIX;
    this.partial = spool.partialFolder().resolve(name + ".part");
    OutputStream opened = null;
    try {
      opened = spool.openPartial(partial);
      this.out = opened;
      // Not closed: closing would close the file.
      @SuppressWarnings("resource")
      ImageOutputStream meta = new ImageOutputStream(out, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
      meta.writeFileMetaInformation(fileMeta);
    } catch (IOException e) {
      closeQuietly(opened);
      Files.deleteIfExists(partial);
      throw new StorageException("cannot write to the spool: " + e.getMessage(), e);
    }
  }

  static OutputStream openFile(Path file) throws IOException {
    return new SyncedOutput(file);
  }

  /** File meta information of an arrival (PS3.10 7.1). */
  static Attributes fileMeta(
      String sopClassUid, String sopInstanceUid, String transferSyntaxUid, String callingAeTitle) {
    Attributes meta = new Attributes();
    meta.setBytes(0x00020001, VR.OB, new byte[] {0, 1});
    meta.setString(0x00020002, VR.UI, sopClassUid);
    meta.setString(0x00020003, VR.UI, sopInstanceUid);
    meta.setString(0x00020010, VR.UI, transferSyntaxUid);
    meta.setString(0x00020012, VR.UI, DicomUid.IMPLEMENTATION_CLASS);
    meta.setString(0x00020013, VR.SH, DicomUid.IMPLEMENTATION_VERSION_NAME);
    if (!callingAeTitle.isEmpty()) {
      meta.setString(0x00020016, VR.AE, callingAeTitle);
    }
    return meta;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    dataSetBytes += length;
    if (dataSetBytes > maxBytes) {
      throw new StorageException("the instance is larger than " + maxBytes + " bytes", null);
    }
    digest.update(bytes, offset, length);
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw new StorageException("cannot write to the spool: " + e.getMessage(), e);
    }
  }

  long dataSetBytes() {
    return dataSetBytes;
  }

  String sha256Hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The file as written so far, whole once the last byte was written. */
  Path partial() {
    return partial;
  }

  /** Flushes what is written to the operating system, so that it can be read back. */
  void flushAll() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw new StorageException("cannot write to the spool: " + e.getMessage(), e);
    }
  }

  /** Fsync, close, rename, fsync of the folder: from here on the instance is durable. */
  Path seal() throws StorageException {
    Path target = spool.receivedFolder().resolve(name);
    try {
      if (out instanceof SyncedOutput file) {
        file.sync();
      }
      closed = true;
      out.close();
      DurableMove.replace(partial, target);
      return target;
    } catch (IOException e) {
      throw new StorageException("cannot write to the spool: " + e.getMessage(), e);
    }
  }

  /** Removes what was not sealed. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      closeQuietly(out);
    }
    Files.deleteIfExists(partial);
  }

  private static void closeQuietly(OutputStream out) {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      // The write that failed before has been reported.
      org.slf4j.LoggerFactory.getLogger(IncomingFile.class).debug("closing a failed file", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A file that can be forced to the disk; writes are gathered to 128 KiB. */
  static final class SyncedOutput extends java.io.BufferedOutputStream {
    private final FileChannel file;

    SyncedOutput(Path path) throws IOException {
      this(
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE),
              OwnerOnly.newFile(path.toAbsolutePath().getParent())));
    }

    private SyncedOutput(FileChannel file) {
      super(Channels.newOutputStream(file), 1 << 17);
      this.file = file;
    }

    void sync() throws IOException {
      flush();
      file.force(true);
    }
  }
}
