package org.contourflow.workflow;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.function.Consumer;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSlice;
import org.contourflow.volume.CtVolume;

/**
 * The volume that was contoured last, so that the next step need not read it again. Given up when
 * memory is wanted, and when it was taken.
 */
final class LastVolume {
  private Object of = "";
  private SoftReference<CtVolume> volume = new SoftReference<>(null);

  /** Reads the series and keeps its volume. */
  CtVolume read(CtSeries series, Consumer<String> notes) throws IOException {
    CtVolume read = series.readVolume(notes);
    keep(series, read);
    return read;
  }

  private synchronized void keep(CtSeries series, CtVolume read) {
    of = identity(series);
    volume = new SoftReference<>(read);
  }

  /** The volume of this series, kept as long as memory allows. */
  CtVolume get(CtSeries series) throws IOException {
    CtVolume kept = forget(series);
    CtVolume volume = kept != null ? kept : series.readVolume();
    keep(series, volume);
    return volume;
  }

  /** The kept volume if it is of this series, which is then no longer kept; else reads it. */
  CtVolume take(CtSeries series) throws IOException {
    CtVolume kept = forget(series);
    return kept != null ? kept : series.readVolume();
  }

  private synchronized CtVolume forget(CtSeries series) {
    if (!of.equals(identity(series))) {
      return null;
    }
    CtVolume kept = volume.get();
    of = "";
    volume = new SoftReference<>(null);
    return kept;
  }

  /** Every slice counts: late ones make another volume of the same series. */
  private static Object identity(CtSeries series) {
    return series.slices().stream().map(CtSlice::sopInstanceUid).toList();
  }
}
