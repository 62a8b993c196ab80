package org.contourflow.testdata;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A synthetic patient on a CT: what it holds, where every voxel is, its HU, its truth, and its
 * files. Made by {@link #builder()}, {@link #small()} or {@link #realistic()}; immutable and the
 * same for the same settings, UIDs and noise included.
 */
public final class Phantom {
  /** Lowest HU noise leads to: what CT scanners clip at. */
  static final int LOWEST_HU = -1024;

  private final PhantomBuilder settings;
  private final Anatomy anatomy;
  private final StackGeometry geometry;

  Phantom(PhantomBuilder settings) {
    this.settings = settings;
    this.anatomy = settings.couch.under(settings.anatomy, settings.position);
    this.geometry = settings.geometry();
  }

  /** A phantom to be described; starts as {@link #small()}. */
  public static PhantomBuilder builder() {
    return new PhantomBuilder();
  }

  /**
   * Thorax, 64 x 64 x 24, pixels of 6.5 mm, slices of 8 mm, couch apart: lungs, heart, liver, cord,
   * bones. Written in well under a second.
   */
  public static PhantomBuilder small() {
    return builder();
  }

  /** The same in 32 x 32 x 10, pixels of 13 mm, slices of 16 mm: for what is refused anyway. */
  public static PhantomBuilder tiny() {
    return small().matrix(32, 32).spacingMm(13, 13).evenSlices(10, 16).subSamples(1);
  }

  /**
   * Head and neck, 96 x 80 x 30, pixels of 3 x 2.5 mm (rows x columns not square), slices of 6 mm:
   * brain, eyes, parotids, mandible, cord, trachea.
   */
  public static PhantomBuilder smallHeadNeck() {
    return builder().matrix(80, 96).spacingMm(3, 2.5).evenSlices(30, 6).centre(new Lps(0, 0, 110));
  }

  /** Head, neck, thorax and the liver's dome, 256 x 256 x 90, 1.7 mm, slices of 5 mm. */
  public static PhantomBuilder realistic() {
    return builder()
        .matrix(256, 256)
        .spacingMm(1.7, 1.7)
        .evenSlices(90, 5)
        .centre(new Lps(0, 25, 14));
  }

  /** {@link #realistic} with a head and neck in which a network finds what it knows. */
  public static PhantomBuilder detailed() {
    return realistic().anatomy(PhantomBuilder.detailedAnatomy());
  }

  /** How the patient lies. */
  public PatientPosition position() {
    return settings.position;
  }

  /** Who the patient is. */
  public PhantomPatient patient() {
    return settings.patient;
  }

  /** Where the voxels are. */
  public StackGeometry geometry() {
    return geometry;
  }

  /** What is known analytically. */
  public PhantomTruth truth() {
    return new PhantomTruth(anatomy, geometry);
  }

  /** The HU of every voxel, {@code [slice][row][column]}, slices along the normal. */
  public short[] hu() {
    return new HuRenderer(anatomy, geometry, settings.subSamples)
        .render(settings.noiseHu, settings.seed);
  }

  /** Writes the series, one file a slice, into a folder (made if absent). */
  public PhantomSeries writeTo(Path folder) throws IOException {
    return new CtSeriesWriter(this, settings).write(folder);
  }

  /** UIDs of the series this phantom is written as. */
  public PhantomUids uids() {
    return new PhantomUids(settings.seed);
  }

  /** Instance number of each slice along the normal, missing slices leaving a gap. */
  List<Integer> instanceNumbers() {
    return settings.instanceNumbers();
  }
}
