package org.contourflow.assembly;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.contourflow.dicom.DicomHeader;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.HeaderSource;
import org.contourflow.series.SeriesAssembly;

/**
 * The one owner of what was read of stored series: the header of each slice from its arrival until
 * its series is judged, and the geometry of series from then on. A header is read once on the way
 * from the inbox to the RTSTRUCT.
 *
 * <p>What is kept counts only as long as the file is the same by {@link FileState}. It is kept in
 * this process, up to a number and as long as memory is not wanted: another process, and this one
 * after a restart, reads again. Safe for several threads.
 */
public final class SeriesCatalogue implements HeaderSource {
  /** A few series of the longest kind at a time. */
  private static final int MOST_HEADERS = 4000;

  private static final int MOST_SERIES = 16;

  private final HeaderSource source;
  private final CtSeriesAssembler assembler;
  private final Map<Path, Kept<FileState, DicomHeader>> headers = new Recent<>(MOST_HEADERS);
  private final Map<List<Path>, Kept<List<FileState>, SeriesAssembly>> series =
      new Recent<>(MOST_SERIES);

  /** Reads the files. */
  public SeriesCatalogue(CtSeriesAssembler assembler) {
    this(assembler, HeaderSource.FILES);
  }

  /**
   * Reads from a source.
   *
   * @param assembler how series are judged; it gets its headers from here
   */
  public SeriesCatalogue(CtSeriesAssembler assembler, HeaderSource source) {
    this.source = source;
    this.assembler = assembler.withHeadersFrom(this);
  }

  /** What was read of a file that was in a state; memory may take the value back. */
  private record Kept<S, V>(S state, SoftReference<V> value) {
    Optional<V> of(S now) {
      return state.equals(now) ? Optional.ofNullable(value.get()) : Optional.empty();
    }
  }

  @Override
  public DicomHeader header(Path file) throws IOException {
    FileState state = FileState.of(file);
    Optional<DicomHeader> kept = kept(headers, file, state);
    if (kept.isPresent()) {
      return kept.get();
    }
    DicomHeader read = source.header(file);
    keep(headers, file, state, read);
    return read;
  }

  @Override
  public void moved(Path from, Path to) {
    Optional<FileState> now = FileState.find(to);
    synchronized (headers) {
      Kept<FileState, DicomHeader> kept = headers.remove(from);
      if (kept != null && now.isPresent() && now.get().isRenamed(kept.state())) {
        headers.put(to, new Kept<>(now.get(), kept.value()));
      }
    }
  }

  /**
   * Judges files, or gives how they were judged if none of them has changed since. What is given
   * may go to several threads: its headers are only read.
   */
  public SeriesAssembly assemble(Collection<Path> files) {
    List<Path> paths = List.copyOf(new TreeSet<>(files));
    List<FileState> states = paths.stream().map(FileState::find).map(s -> s.orElse(null)).toList();
    Supplier<SeriesAssembly> judged =
        () -> {
          SeriesAssembly assembly = assembler.assemble(paths);
          keep(series, paths, states, assembly);
          return assembly;
        };
    return states.contains(null)
        ? assembler.assemble(paths)
        : kept(series, paths, states).orElseGet(judged);
  }

  /** The headers of files whose series became a case are not wanted any more. */
  void forgetHeaders(Collection<Path> files) {
    synchronized (headers) {
      headers.keySet().removeAll(files);
    }
  }

  private static <K, S, V> Optional<V> kept(Map<K, Kept<S, V>> all, K key, S state) {
    synchronized (all) {
      return Optional.ofNullable(all.get(key)).flatMap(kept -> kept.of(state));
    }
  }

  private static <K, S, V> void keep(Map<K, Kept<S, V>> all, K key, S state, V value) {
    synchronized (all) {
      all.put(key, new Kept<>(state, new SoftReference<>(value)));
    }
  }
}
