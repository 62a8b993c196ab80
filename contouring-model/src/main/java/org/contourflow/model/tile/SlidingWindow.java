package org.contourflow.model.tile;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.contourflow.model.Network;
import org.contourflow.model.Network.ElementType;
import org.contourflow.model.array.FloatBlock;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.Ensemble.Average;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.Output.Activation;
import org.contourflow.model.manifest.Output.Decode;
import org.contourflow.model.manifest.Tiling.Accumulate;
import org.contourflow.model.manifest.Tiling.Placement;
import org.contourflow.model.prepare.Preparer.Prepared;

/**
 * Tiles, folds and mirrors of one prepared array. Outputs are weighted and summed at once, so a
 * mirror or a fold needs no buffer of its own; planes leave as soon as no later tile reaches them.
 */
public final class SlidingWindow {
  /** A logit that is background to any activation. */
  private static final float SURE = 20;

  private final ModelManifest manifest;
  private final List<Network> folds;
  private final FloatBlock block;
  private final Prepared prepared;
  private final TilePlan plan;
  private final float[] weights;
  private final Sums sums;
  private final List<Member> members;
  private final TileInput input;
  private final Optional<Sums> firstMember;
  private final Optional<Agreement> agreement;

  public SlidingWindow(ModelManifest manifest, List<Network> folds, Prepared prepared) {
    this.manifest = manifest;
    this.folds = List.copyOf(folds);
    this.prepared = prepared;
    this.block = prepared.block();
    this.plan = TilePlan.of(manifest.tiling(), block.shape(), manifest.input().shapeDivisor());
    this.weights = TileWeights.of(manifest.tiling(), plan.tile());
    this.members = members(manifest, folds.size());
    int classes = manifest.output().classes();
    int mirrors = members.size() / folds.size();
    this.sums =
        inHalf(manifest)
            ? new HalfSlab(classes, folds.size(), mirrors, plan.tile(), plan.padded())
            : new Slab(classes, members.size(), plan.tile(), plan.padded());
    this.input = new TileInput(prepared, plan, manifest.tiling().padding());
    boolean compared =
        members.size() > 1
            && !averagesProbabilities()
            && !manifest.plausibility().confidence().isEmpty();
    this.firstMember =
        compared ? Optional.of(new Slab(classes, 1, plan.tile(), plan.padded())) : Optional.empty();
    this.agreement =
        firstMember.map(
            s -> new Agreement(manifest.output().activation(), members.size(), classes));
  }

  /**
   * How far the ensemble's members agree, once all tiles were run; empty unless the manifest
   * calibrates confidences and there are several that are averaged as logits.
   */
  public Optional<Agreement> agreement() {
    return agreement;
  }

  /** Number of tiles, skipped ones included. */
  public int tiles() {
    return plan.tiles();
  }

  /**
   * Runs all tiles.
   *
   * @param tileDone told the number of tiles done
   * @param stop asked before each tile
   * @throws CancellationException if stopped
   * @throws NonFiniteException if the network returned NaN or infinity
   */
  public void run(PlaneSink sink, IntConsumer tileDone, BooleanSupplier stop) {
    Shape3 array = block.shape();
    float[][] plane = new float[manifest.output().classes()][array.plane()];
    float[][] one = new float[firstMember.isPresent() ? plane.length : 0][array.plane()];
    int done = 0;
    for (int i = 0; i < plan.starts0().size(); i++) {
      int start0 = plan.starts0().get(i);
      for (int start1 : plan.starts1()) {
        for (int start2 : plan.starts2()) {
          if (stop.getAsBoolean()) {
            throw new CancellationException();
          }
          tile(start0, start1, start2);
          tileDone.accept(++done);
        }
      }
      int next = i + 1 < plan.starts0().size() ? plan.starts0().get(i + 1) : plan.padded().axis0();
      for (int z = start0; z < next; z++) {
        if (!sums.take(z, plan.before(), array, plane, untouched())) {
          throw new NonFiniteException(inHalf(manifest));
        }
        int index = z - plan.before().axis0();
        boolean inside = index >= 0 && index < array.axis0();
        if (firstMember.isPresent()) {
          firstMember.get().take(z, plan.before(), array, one, untouched());
          if (inside) {
            agreement.get().add(plane, one);
          }
        }
        if (inside) {
          sink.accept(index, plane);
        }
      }
    }
  }

  private Sums.Untouched untouched() {
    boolean argmax = manifest.output().decode() == Decode.ARGMAX;
    boolean probabilities = averagesProbabilities();
    float first = argmax ? (probabilities ? 1 : SURE) : (probabilities ? 0 : -SURE);
    return new Sums.Untouched(first, probabilities ? 0 : -SURE);
  }

  private boolean averagesProbabilities() {
    return manifest.ensemble().average() == Average.PROBABILITIES;
  }

  private void tile(int start0, int start1, int start2) {
    if (manifest.tiling().placement() == Placement.CENTRES) {
      TileWeights.centre(plan, start0, start1, start2, weights);
    }
    boolean[] filled = null;
    for (Member member : members) {
      boolean[] flip = member.flip();
      Sums.Place place = new Sums.Place(start0, start1, start2, flip[0], flip[1], flip[2]);
      if (flip != filled && input.fill(place)) {
        return;
      }
      filled = flip;
      runOnce(member, place, member == members.get(0) ? firstMember : Optional.empty());
    }
    Sums.Place place = new Sums.Place(start0, start1, start2, false, false, false);
    sums.addWeights(place, weights);
    firstMember.ifPresent(s -> s.addWeights(place, weights));
  }

  private void runOnce(Member member, Sums.Place place, Optional<Sums> also) {
    int[] channels = channels(member.flip());
    boolean finite =
        folds
            .get(member.fold())
            .run(
                List.of(input.asInput()),
                out -> {
                  FloatBuffer values = values(out);
                  also.ifPresent(s -> s.add(values, member.fold(), place, weights, channels));
                  return sums.add(values, member.fold(), place, weights, channels);
                });
    if (!finite) {
      throw new NonFiniteException(inHalf(manifest));
    }
  }

  private FloatBuffer values(Network.Output out) {
    Shape3 t = plan.tile();
    int classes = manifest.output().classes();
    List<Integer> expected = List.of(1, classes, t.axis0(), t.axis1(), t.axis2());
    if (out.type() != ElementType.FLOAT32 || !out.shape().equals(expected)) {
      throw new Network.NetworkException(
          "the network returns " + out.type() + " " + out.shape() + ", not FLOAT32 " + expected,
          null);
    }
    FloatBuffer values = out.values().asFloatBuffer();
    return averagesProbabilities()
        ? activated(values, classes, Math.toIntExact(t.volume()))
        : values;
  }

  private FloatBuffer activated(FloatBuffer logits, int classes, int volume) {
    float[] all = new float[classes * volume];
    logits.duplicate().get(all);
    Activation activation = manifest.output().activation();
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            part -> {
              int from = (int) ((long) volume * part / 64);
              int to = (int) ((long) volume * (part + 1) / 64);
              Activations.apply(activation, all, classes, volume, from, to);
            });
    return FloatBuffer.wrap(all);
  }

  /** One run of a tile: a fold on a mirror image. */
  private record Member(int fold, boolean[] flip) {}

  /** The unflipped first; by mirrors, or by folds where a fold's mirrors are averaged first. */
  private static List<Member> members(ModelManifest manifest, int folds) {
    List<boolean[]> mirrors = mirrors(manifest.ensemble().mirrorAxes());
    List<Member> out = new ArrayList<>();
    for (int i = 0; i < folds * mirrors.size(); i++) {
      out.add(
          inHalf(manifest)
              ? new Member(i / mirrors.size(), mirrors.get(i % mirrors.size()))
              : new Member(i % folds, mirrors.get(i / folds)));
    }
    return out;
  }

  private static boolean inHalf(ModelManifest manifest) {
    return manifest.tiling().accumulate() == Accumulate.HALF;
  }

  /** All combinations of the axes, of few axes before those of many, as nnU-Net sums them. */
  private static List<boolean[]> mirrors(List<Integer> axes) {
    return IntStream.range(0, 1 << axes.size())
        .boxed()
        .sorted(Comparator.comparingInt(Integer::bitCount))
        .map(
            bits -> {
              boolean[] flip = new boolean[3];
              for (int i = 0; i < axes.size(); i++) {
                flip[axes.get(i)] = (bits >> i & 1) != 0;
              }
              return flip;
            })
        .toList();
  }

  /** Which output channel is which class: pairs change places in the mirror image of a patient. */
  private int[] channels(boolean[] flip) {
    int[] channels = IntStream.range(0, manifest.output().classes()).toArray();
    int axis = prepared.leftRightAxis();
    if (axis >= 0 && flip[axis]) {
      for (List<Integer> pair : manifest.ensemble().swapLabels()) {
        channels[pair.get(0)] = pair.get(1);
        channels[pair.get(1)] = pair.get(0);
      }
    }
    return channels;
  }
}
