package org.contourflow.model.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.contourflow.model.manifest.PostStep;
import org.contourflow.model.manifest.PostStep.BridgeGaps;
import org.contourflow.model.manifest.PostStep.ClipToBody;
import org.contourflow.model.manifest.PostStep.FillHoles;
import org.contourflow.model.manifest.PostStep.Include;
import org.contourflow.model.manifest.PostStep.LargestComponent;
import org.contourflow.model.manifest.PostStep.ShareOf;
import org.contourflow.model.manifest.PostStep.SliceExclusion;
import org.contourflow.model.manifest.PostStep.SmallestVolume;
import org.contourflow.model.manifest.PostStep.Winner;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/** Applies a manifest's post-processing to masks, in the manifest's order. */
public final class PostProcessor {
  /** A piece left out that is this share of what is kept, and so large, is told. */
  private static final double TOLD_SHARE = 0.1;

  private static final double TOLD_MM3 = 1000;

  private final double sliceMm;
  private final double pixelMm;
  private final double voxelMm3;
  private final List<Remark> remarks = new ArrayList<>();
  private final boolean slicesAscend;
  private final Supplier<BitVolume> body;

  /**
   * For one CT.
   *
   * @param sliceMm distance of slices; of uneven ones the typical one
   * @param pixelMm2 area of a pixel
   * @param slicesAscend whether slices go towards the head
   * @param body the patient, asked for only if a step needs it
   */
  public PostProcessor(
      double sliceMm, double pixelMm2, boolean slicesAscend, Supplier<BitVolume> body) {
    this.sliceMm = sliceMm;
    this.pixelMm = Math.sqrt(pixelMm2);
    this.voxelMm3 = sliceMm * pixelMm2;
    this.slicesAscend = slicesAscend;
    this.body = body;
  }

  /** What a person should know of a label: "2 slices of it were bridged". */
  public record Remark(int label, String text) {}

  /** Remarks on what was changed so far. */
  public List<Remark> remarks() {
    return List.copyOf(remarks);
  }

  /** Changes the masks of {@code byLabel} in place. */
  public void apply(List<PostStep> steps, Map<Integer, BitVolume> byLabel) {
    for (PostStep step : steps) {
      List<Integer> labels =
          step.labels().isEmpty() ? List.copyOf(byLabel.keySet()) : step.labels();
      if (step instanceof SliceExclusion rule) {
        exclude(rule, byLabel);
      } else if (step instanceof Include include) {
        include(include, byLabel);
      } else if (step instanceof LargestComponent largest && largest.together()) {
        together(largest, labels, byLabel);
      } else {
        for (int label : labels) {
          byLabel.computeIfPresent(label, (l, mask) -> one(step, l, mask));
        }
      }
    }
  }

  private BitVolume one(PostStep step, int label, BitVolume mask) {
    if (step instanceof LargestComponent largest) {
      Components parts = Components.of(mask, largest.neighbours());
      IntPredicate kept = large(parts, largest);
      tellLeftOut(label, parts, kept);
      return parts.paint(kept);
    }
    if (step instanceof BridgeGaps gaps) {
      int slices = GapBridge.bridge(mask, (int) (gaps.mostMm() / sliceMm + 1e-6), pixelMm);
      if (slices > 0) {
        remarks.add(new Remark(label, slices + " slices of it were bridged"));
      }
      return mask;
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

  private void tellLeftOut(int label, Components parts, IntPredicate kept) {
    long largest = parts.count() == 0 ? 0 : parts.size(parts.largest());
    for (int p = 0; p < parts.count(); p++) {
      double mm3 = parts.size(p) * voxelMm3;
      if (!kept.test(p) && mm3 >= TOLD_MM3 && parts.size(p) >= TOLD_SHARE * largest) {
        String text = String.format(Locale.ROOT, "a piece of %.1f cc was left out", mm3 / 1000);
        remarks.add(new Remark(label, text));
      }
    }
  }

  private static IntPredicate large(Components parts, LargestComponent step) {
    int largest = parts.largest();
    if (largest < 0 || step.keepShare() >= 1) {
      return p -> p == largest;
    }
    long whole =
        step.shareOf() == ShareOf.LARGEST
            ? parts.size(largest)
            : IntStream.range(0, parts.count()).mapToLong(parts::size).sum();
    return p -> p == largest || parts.size(p) >= step.keepShare() * whole;
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
      Components parts = Components.of(all, step.neighbours());
      BitVolume kept = parts.paint(large(parts, step));
      labels.forEach(l -> byLabel.computeIfPresent(l, (k, mask) -> mask.and(kept)));
    }
  }

  private static void include(Include step, Map<Integer, BitVolume> byLabel) {
    for (int from : step.from()) {
      BitVolume part = byLabel.get(from);
      byLabel.computeIfPresent(step.label(), (l, mask) -> part == null ? mask : mask.or(part));
    }
  }

  private void exclude(SliceExclusion rule, Map<Integer, BitVolume> byLabel) {
    BitVolume higher = byLabel.get(rule.higher());
    BitVolume lower = byLabel.get(rule.lower());
    int[] up = slices(higher);
    int[] down = slices(lower);
    if (up[1] < 0 || down[1] < 0) {
      return;
    }
    int first = slicesAscend ? up[0] : down[0];
    int last = slicesAscend ? down[1] : up[1];
    BitVolume winner = rule.winner() == Winner.HIGHER ? higher : lower;
    BitVolume loser = rule.winner() == Winner.HIGHER ? lower : higher;
    for (int slice = first; slice <= last; slice++) {
      for (int row = 0; row < loser.rows(); row++) {
        for (int c = 0; c < loser.columns(); c++) {
          if (loser.get(slice, row, c)) {
            loser.clear(slice, row, c);
            winner.set(slice, row, c);
          }
        }
      }
    }
  }

  /** First and last slice with a voxel; the last is -1 if there is none. */
  private static int[] slices(BitVolume mask) {
    int[] range = {Integer.MAX_VALUE, -1};
    Components.ofSlices(mask)
        .forEachRun(
            (part, slice, row, from, to) -> {
              range[0] = Math.min(range[0], slice);
              range[1] = Math.max(range[1], slice);
            });
    return range;
  }

  /** Sets clear voxels that no path of clear ones joins to any face of the volume. */
  private static BitVolume fillInVolume(BitVolume mask) {
    Components clear = Components.of(mask.copy().flip());
    boolean[] open = new boolean[clear.count()];
    clear.forEachRun((p, s, r, from, to) -> open[p] |= s == 0 || s == mask.slices() - 1);
    return clear.paint(p -> !open[p] && !clear.touchesBorder(p)).or(mask);
  }
}
