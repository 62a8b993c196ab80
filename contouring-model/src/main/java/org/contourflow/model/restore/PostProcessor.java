package org.contourflow.model.restore;

import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.contourflow.model.manifest.ModelManifest.ClipToBody;
import org.contourflow.model.manifest.ModelManifest.FillHoles;
import org.contourflow.model.manifest.ModelManifest.LargestComponent;
import org.contourflow.model.manifest.ModelManifest.PostStep;
import org.contourflow.model.manifest.ModelManifest.SmallestVolume;

/** Applies a manifest's post-processing to masks, in the manifest's order. */
public final class PostProcessor {
  private final double voxelMm3;
  private final Supplier<BitVolume> body;

  /**
   * For one CT.
   *
   * @param voxelMm3 volume of a voxel; of uneven slices the typical one
   * @param body the patient, asked for only if a step needs it
   */
  public PostProcessor(double voxelMm3, Supplier<BitVolume> body) {
    this.voxelMm3 = voxelMm3;
    this.body = body;
  }

  /** Changes the masks of {@code byLabel} in place. */
  public void apply(List<PostStep> steps, Map<Integer, BitVolume> byLabel) {
    for (PostStep step : steps) {
      List<Integer> labels =
          step.labels().isEmpty() ? List.copyOf(byLabel.keySet()) : step.labels();
      if (step instanceof LargestComponent largest && largest.together()) {
        together(largest, labels, byLabel);
      } else {
        for (int label : labels) {
          byLabel.computeIfPresent(label, (l, mask) -> one(step, mask));
        }
      }
    }
  }

  private BitVolume one(PostStep step, BitVolume mask) {
    if (step instanceof LargestComponent largest) {
      Components parts = Components.of(mask);
      return parts.paint(large(parts, largest.keepShare()));
    }
    if (step instanceof SmallestVolume smallest) {
      Components parts = Components.of(mask);
      return parts.paint(p -> parts.size(p) * voxelMm3 >= smallest.mm3());
    }
    if (step instanceof FillHoles fill) {
      return fill.inVolume() ? fillInVolume(mask) : Morphology.fillHolesInPlane(mask);
    }
    if (step instanceof ClipToBody) {
      return mask.and(body.get());
    }
    throw new IllegalArgumentException("no rule for " + step);
  }

  private static IntPredicate large(Components parts, double keepShare) {
    int largest = parts.largest();
    return p -> p == largest || (keepShare < 1 && parts.size(p) >= keepShare * parts.size(largest));
  }

  private static void together(
      LargestComponent step, List<Integer> labels, Map<Integer, BitVolume> byLabel) {
    BitVolume all = null;
    for (int label : labels) {
      BitVolume mask = byLabel.get(label);
      if (mask != null) {
        all = all == null ? mask.copy() : all.or(mask);
      }
    }
    if (all != null) {
      Components parts = Components.of(all);
      BitVolume kept = parts.paint(large(parts, step.keepShare()));
      labels.forEach(l -> byLabel.computeIfPresent(l, (k, mask) -> mask.and(kept)));
    }
  }

  /** Sets clear voxels that no path of clear ones joins to any face of the volume. */
  private static BitVolume fillInVolume(BitVolume mask) {
    Components clear = Components.of(mask.copy().flip());
    boolean[] open = new boolean[clear.count()];
    clear.forEachRun((p, s, r, from, to) -> open[p] |= s == 0 || s == mask.slices() - 1);
    return clear.paint(p -> !open[p] && !clear.touchesBorder(p)).or(mask);
  }
}
