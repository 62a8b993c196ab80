package org.contourflow.protocols.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSlice;
import org.contourflow.series.HeaderSource;

/**
 * The attributes of each slice of a series, and what its voxels show, each read when first asked
 * for. Holds patient identifiers. Not safe for several threads.
 */
public final class SeriesHeaders {
  private final CtSeries series;
  private final HeaderSource source;
  private final PartsSource partsSource;
  private final Map<Integer, DicomDataset> read = new HashMap<>();
  private SeenParts parts;

  /** Reads the slices' files. */
  public SeriesHeaders(CtSeries series) {
    this(series, HeaderSource.FILES);
  }

  /** Gets the slices' headers from a source, and what the voxels show from the voxels. */
  public SeriesHeaders(CtSeries series, HeaderSource source) {
    this(series, source, PartsSource.VOXELS);
  }

  /** Gets the slices' headers, and what the voxels show, from sources. */
  public SeriesHeaders(CtSeries series, HeaderSource source, PartsSource partsSource) {
    this.series = series;
    this.source = source;
    this.partsSource = partsSource;
  }

  /** Number of slices. */
  public int slices() {
    return series.slices().size();
  }

  /** What its voxels show; they are read when this is first asked. */
  SeenParts parts() {
    if (parts == null) {
      parts = SeenParts.of(series, partsSource);
    }
    return parts;
  }

  /** The series' grid. */
  public VoxelGrid grid() {
    return series.grid();
  }

  /**
   * Attributes of a slice without pixel data; those of a multi-frame image are all its frames'.
   *
   * @throws UncheckedIOException if the file is no longer readable
   */
  public DicomDataset slice(int index) {
    return read.computeIfAbsent(index, this::load);
  }

  private DicomDataset load(int index) {
    CtSlice slice = series.slices().get(index);
    if (slice.file().equals(series.slices().get(0).file())) {
      return series.header();
    }
    try {
      return source.header(slice.file()).dataset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
