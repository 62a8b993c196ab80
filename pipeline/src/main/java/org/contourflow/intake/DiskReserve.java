package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;

/**
 * Free disk space below which nothing is taken in, whichever way it comes. Tells the run log once
 * when the inbox has to wait for room, and once when it goes on.
 */
public final class DiskReserve {
  private final Path folder;
  private final long bytes;
  private final RunLog runLog;
  private boolean low;

  /**
   * A reserve on the disk of a folder.
   *
   * @param bytes that stay free; 0 for none
   */
  public DiskReserve(Path folder, long bytes, RunLog runLog) {
    this.folder = folder;
    this.bytes = bytes;
    this.runLog = runLog;
  }

  /** Bytes that may be written before the reserve is touched; negative if it is. */
  public long room() throws IOException {
    return Files.getFileStore(folder).getUsableSpace() - bytes;
  }

  /** Whether so many more bytes may be written. */
  public synchronized boolean hasRoomFor(long more) throws IOException {
    boolean enough = bytes == 0 || room() >= more;
    tell(!enough);
    return enough;
  }

  /** There was no room after all. */
  synchronized void tellLow() {
    tell(true);
  }

  private void tell(boolean nowLow) {
    if (nowLow != low) {
      low = nowLow;
      runLog.append(
          RunLog.SYSTEM,
          low ? EventType.DISK_LOW : EventType.DISK_ENOUGH,
          low
              ? "the disk is below its reserve; what is in the inbox waits there until there is room"
              : "the inbox is taken up again");
    }
  }
}
