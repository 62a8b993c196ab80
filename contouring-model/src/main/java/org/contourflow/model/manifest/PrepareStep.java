package org.contourflow.model.manifest;

import java.util.List;
import java.util.Optional;

/** A step before tiling, in the order of the list. */
public sealed interface PrepareStep {
  /** Orients now instead of at the start (some MONAI bundles orient last). */
  record Orient(String letters) implements PrepareStep {}

  /** What the array is cropped to. */
  enum CropTo {
    /** Bounding box of voxels that are not 0: nothing is cropped of a CT in HU. */
    NONZERO,
    /** Bounding box of voxels above a value. */
    THRESHOLD,
    /** Bounding box of the patient, without couch. */
    BODY
  }

  /** Crops to a box and a margin. */
  record Crop(CropTo to, double thresholdHu, double marginMm) implements PrepareStep {}

  /** Maps HU to what the network was trained on. */
  sealed interface Normalise extends PrepareStep {}

  /** Clips to [low, high], then (x - mean) / max(std, 1e-8): nnU-Net's CT scheme. */
  record CtPercentile(double low, double high, double mean, double std) implements Normalise {}

  /** Level and width to -1..1, clipped: InnerEye's. */
  record Window(double level, double width) implements Normalise {}

  /** Linear from [fromLow, fromHigh] to [toLow, toHigh]: MONAI's ScaleIntensityRange. */
  record Range(double fromLow, double fromHigh, double toLow, double toHigh, boolean clip)
      implements Normalise {}

  /** (x - mean) / std over the voxels that are not 0, or over all; then clipped if wanted. */
  record ZScore(boolean nonzeroOnly, Optional<Double> clipTo) implements Normalise {}

  /** Smallest to 0, largest to 1. */
  record Rescale01() implements Normalise {}

  /** As it is. */
  record Unchanged() implements Normalise {}

  /** From here on one array a channel, each normalised its own way: HU windows of one CT. */
  record PerChannel(List<Normalise> schemes) implements PrepareStep {}

  /** Where the voxels of the old and the new grid lie. */
  enum Grid {
    /** Outer edges agree: nnU-Net, scikit-image, torch interpolate(align_corners=False). */
    HALF_PIXEL,
    /** First voxel centres agree, the spacing is exact: MONAI's Spacing. */
    CORNER_CENTRE,
    /** First and last voxel centres agree: align_corners=True. */
    CORNER_ALIGNED
  }

  /** What lies beyond the array when it is resampled. */
  enum Border {
    /** The border's value goes on. */
    EDGE,
    /** 0. */
    ZERO
  }

  /**
   * Resamples.
   *
   * @param spacingMm new spacing, or empty for a fixed shape
   * @param shape new shape, or empty for a spacing
   * @param order spline order 0, 1 or 3
   * @param orderCoarse order along the coarse axis when it is treated apart
   * @param anisotropyThreshold above this ratio of spacings the coarse axis is treated apart
   * @param skipToleranceMm a spacing off by no more than this is taken as it is
   * @param antialias whether order 1 averages over a new voxel's width where the new grid is at
   *     least twice as coarse (a wider triangle, as Pillow has it); needs order 1
   */
  record Resample(
      Optional<List<Double>> spacingMm,
      Optional<List<Integer>> shape,
      int order,
      int orderCoarse,
      double anisotropyThreshold,
      Grid grid,
      Border border,
      double skipToleranceMm,
      boolean antialias)
      implements PrepareStep {}
}
