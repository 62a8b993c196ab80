package org.contourflow.dicomweb;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.contourflow.dicom.DurableMove;

/**
 * A part on its way to the disk under a temporary name; {@link #seal} makes it durable, {@link
 * #close} removes what was not sealed. What is above the limit is not written.
 */
final class PartFile extends OutputStream {
  static final String TEMPORARY = ".part-";

  private final long most;
  private final Path temporary;
  private final FileChannel channel;
  private final OutputStream out;
  private long length;

  PartFile(Path folder, long most) throws IOException {
    this.most = most;
    this.temporary = Files.createTempFile(folder, TEMPORARY, ".tmp");
    this.channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
    this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 17);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    length += count;
    if (length <= most) {
      out.write(bytes, offset, count);
    }
  }

  /** Whether more came than may. */
  boolean isTooLong() {
    return length > most;
  }

  /** On the disk, under a name of its own. */
  Path seal() throws IOException {
    out.flush();
    channel.force(true);
    channel.close();
    Path sealed = temporary.resolveSibling(UUID.randomUUID() + ".dcm");
    DurableMove.replace(temporary, sealed);
    return sealed;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(temporary);
  }
}
