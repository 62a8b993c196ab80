package org.contourflow.volume.bits;

/** Which voxels are neighbours. */
public enum Neighbours {
  /** Those that share a face: 6. scipy's default, and so InnerEye's. */
  FACES,
  /** Those that share a corner: 26. MONAI's and nnU-Net's. */
  CORNERS
}
