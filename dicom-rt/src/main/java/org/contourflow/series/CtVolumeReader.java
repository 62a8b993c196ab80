package org.contourflow.series;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.pixel.PixelData;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;

/** Decodes the slices of a series into one volume. */
final class CtVolumeReader {
  /** Files decoded at once at most: bounds memory. */
  private static final int MOST_THREADS = 4;

  private final VoxelGrid grid;
  private final short[] hu;
  private final AtomicInteger strangeBits = new AtomicInteger();

  private CtVolumeReader(VoxelGrid grid) {
    this.grid = grid;
    if (grid.voxelCount() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("the volume has more than 2^31 voxels");
    }
    requireRoom(2 * grid.voxelCount());
    this.hu = new short[(int) grid.voxelCount()];
  }

  /** A volume that the heap cannot have is refused in words, not by exhausting it. */
  private static void requireRoom(long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap - heap / 8) {
      throw new IllegalArgumentException(
          "the volume needs "
              + (bytes >> 20)
              + " MiB of memory, the process may have "
              + (heap >> 20)
              + " (CONTOURFLOW_JAVA_OPTS=-Xmx...)");
    }
  }

  static CtVolume read(CtSeries series, Consumer<String> notes) throws IOException {
    CtVolumeReader reader = new CtVolumeReader(series.grid());
    Map<Path, List<Integer>> slicesOfFile = new LinkedHashMap<>();
    for (int i = 0; i < series.slices().size(); i++) {
      slicesOfFile.computeIfAbsent(series.slices().get(i).file(), f -> new ArrayList<>()).add(i);
    }
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      slicesOfFile.forEach(
          (file, slices) ->
              running.add(
                  pool.submit(
                      () -> {
                        reader.readFile(series, file, slices);
                        return null;
                      })));
      for (Future<?> one : running) {
        await(one);
      }
    } finally {
      pool.shutdownNow();
    }
    int strange = reader.strangeBits.get();
    if (strange > 0) {
      notes.accept(
          "bits above BitsStored are set in "
              + Numbers.plural(strange, "slice")
              + ", and no overlay explains them; they are no part of the value");
    }
    return CtVolume.wrap(series.grid(), reader.hu);
  }

  private static void await(Future<?> task) throws IOException {
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("a slice could not be decoded", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("reading the series was interrupted");
    }
  }

  private void readFile(CtSeries series, Path path, List<Integer> slices) throws IOException {
    try {
      DicomFile file = DicomFiles.readImage(path);
      PixelData pixels = PixelData.of(file);
      for (int slice : slices) {
        CtSlice reference = series.slices().get(slice);
        requireSame(file, pixels, reference);
        FunctionalGroups groups =
            FunctionalGroups.of(file.dataset(), reference.multiFrame(), reference.frame());
        Rescale rescale = Rescale.of(groups, pixels.format());
        int[] stored = pixels.frame(reference.frame());
        if (pixels.hasUnexplainedBits(reference.frame())) {
          strangeBits.incrementAndGet();
        }
        fill(slice, stored, rescale);
      }
    } catch (IOException | DicomValueException e) {
      throw new CtReadException(path, reason(e), e);
    }
  }

  /** The causes' own messages name the file, or nothing but the file; it is to be named once. */
  private static String reason(Exception e) {
    if (e instanceof DicomReadException read) {
      return "the file " + read.detail();
    }
    return e instanceof FileSystemException
        ? "the file cannot be read (" + e.getClass().getSimpleName() + ")"
        : e.getMessage();
  }

  /** The file may have been replaced since it was assembled. */
  private void requireSame(DicomFile file, PixelData pixels, CtSlice reference) throws IOException {
    boolean same =
        isInstance(file, reference.sopInstanceUid())
            && pixels.format().rows() == grid.rows()
            && pixels.format().columns() == grid.columns();
    if (!same) {
      throw new IOException("the file has changed since the series was assembled");
    }
  }

  /** One without a UID goes by what was derived of it; that it is still the same is not known. */
  private static boolean isInstance(DicomFile file, String sopInstanceUid) {
    return !InstanceIdentity.hasSopInstance(file.fileMeta(), file.dataset())
        || InstanceIdentity.sopInstance(file.fileMeta(), file.dataset()).equals(sopInstanceUid);
  }

  private void fill(int slice, int[] stored, Rescale rescale) {
    int at = slice * stored.length;
    for (int value : stored) {
      hu[at++] = rescale.toHu(value);
    }
  }
}
