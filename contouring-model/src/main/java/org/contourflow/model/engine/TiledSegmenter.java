package org.contourflow.model.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Network;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationListener.Progress;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.Failed;
import org.contourflow.model.SegmentationOutcome.FailureCode;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.array.CtBox;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.Plausibility.OrganRule;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.prepare.BodyMask;
import org.contourflow.model.prepare.Preparer;
import org.contourflow.model.prepare.Preparer.Prepared;
import org.contourflow.model.presence.PartInCt;
import org.contourflow.model.presence.PresenceJudge;
import org.contourflow.model.presence.PresenceJudge.Candidate;
import org.contourflow.model.presence.PresenceJudge.Kind;
import org.contourflow.model.presence.PresenceJudge.Verdict;
import org.contourflow.model.restore.Decoded;
import org.contourflow.model.restore.PlaneRestorer;
import org.contourflow.model.restore.PostProcessor;
import org.contourflow.model.restore.PostProcessor.Remark;
import org.contourflow.model.tile.Agreement;
import org.contourflow.model.tile.NonFiniteException;
import org.contourflow.model.tile.PlaneSink;
import org.contourflow.model.tile.PosteriorSmoother;
import org.contourflow.model.tile.SlidingWindow;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;

/** A manifest's network, one or several folds, as a segmenter. Takes the networks over. */
public final class TiledSegmenter implements Segmenter {
  private final ModelManifest manifest;
  private final ModelIdentity identity;
  private final List<Network> folds;
  private final Preparer preparer;
  private final MemoryBudget budget;

  /**
   * Networks that passed their golden check.
   *
   * @param budget runs that would take more are refused before they begin; those that fit one after
   *     the other wait
   */
  public TiledSegmenter(RegisteredModel model, List<Network> folds, MemoryBudget budget) {
    this.manifest = model.manifest();
    this.identity = model.identity();
    this.folds = List.copyOf(folds);
    this.preparer = new Preparer(manifest);
    this.budget = budget;
  }

  @Override
  public ModelIdentity identity() {
    return identity;
  }

  @Override
  public List<StructureDefinition> structures() {
    return manifest.structures();
  }

  @Override
  public void close() {
    folds.forEach(Network::close);
  }

  @Override
  public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
    // The body part first: a coarse CT of a chest is no reason to refuse what other models make.
    Optional<PartInCt> part = part(ct);
    Optional<Refused> refusal =
        part.flatMap(TiledSegmenter::notShown)
            .or(() -> GridRules.check(manifest, preparer, ct.grid()));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    try {
      return contour(ct, part, listener, sink -> sink);
    } catch (CancellationException e) {
      return new Failed(FailureCode.CANCELLED, "stopped on request", listener.mayResume());
    } catch (NonFiniteException e) {
      return new Failed(FailureCode.NON_FINITE_OUTPUT, e.getMessage(), false);
    } catch (Network.NetworkException e) {
      return new Failed(FailureCode.ENGINE, String.valueOf(e.getMessage()), false);
    } catch (OutOfMemoryError e) {
      return new Failed(FailureCode.OUT_OF_MEMORY, "not enough memory for this CT", true);
    }
  }

  private Optional<PartInCt> part(CtVolume ct) {
    return manifest.plausibility().region().map(region -> PartInCt.of(ct, region));
  }

  /** Refuses a CT of another part of the body: there the network would make organs up. */
  private static Optional<Refused> notShown(PartInCt part) {
    return part.isEnough()
        ? Optional.empty()
        : Optional.of(
            new Refused(
                RefusalCode.BODY_PART_NOT_SHOWN,
                part.measured(),
                "this model is for CTs that show at least %.0f mm of it"
                    .formatted(part.region().leastMm())));
  }

  /** Lets a caller see the planes on their way to the CT's grid. */
  @FunctionalInterface
  public interface PlaneTap {
    /** A sink that hands on to {@code next}. */
    PlaneSink tap(PlaneSink next);
  }

  /** As {@link #segment}, past the checks, with the network's blended output shown to a tap. */
  public SegmentationOutcome contour(CtVolume ct, SegmentationListener listener, PlaneTap tap) {
    return contour(ct, part(ct), listener, tap);
  }

  private SegmentationOutcome contour(
      CtVolume ct, Optional<PartInCt> part, SegmentationListener listener, PlaneTap tap) {
    Optional<CtBox> box =
        preparer
            .box(ct)
            .map(
                b ->
                    part.flatMap(PartInCt::crop)
                        .map(z -> b.along(ct.grid(), z.leastMm(), z.mostMm()))
                        .orElse(b));
    if (box.isEmpty()) {
      return new Refused(
          RefusalCode.NO_BODY_FOUND, "the CT's HU", "no patient in the image; is it a CT in HU?");
    }
    MemoryEstimate estimate = MemoryEstimate.of(manifest, ct.grid(), box.get());
    Optional<Refused> tooLarge = tooLarge(estimate);
    if (tooLarge.isPresent()) {
      return tooLarge.get();
    }
    MemoryBudget.Run run = budget.begin(estimate.runBytes(), listener::isCancelled);
    try {
      Blended blended = tiles(ct, box.get(), listener, tap);
      Completed out = structures(blended.decoded(), blended.agreement(), ct, listener);
      return part.flatMap(PartInCt::note).map(note -> withNote(out, note)).orElse(out);
    } finally {
      run.close();
    }
  }

  /** What is left of a run's tiles. */
  private record Blended(Decoded decoded, Optional<Agreement> agreement) {}

  /** On its own, so that the array and the sums can go before masks are made. */
  private Blended tiles(CtVolume ct, CtBox box, SegmentationListener listener, PlaneTap tap) {
    tell(listener, "preparing", 0, 1);
    Prepared prepared = preparer.prepare(ct, box);
    tell(listener, "preparing", 1, 1);
    SlidingWindow window = new SlidingWindow(manifest, folds, prepared);
    PlaneRestorer restorer = new PlaneRestorer(manifest, prepared, ct.grid());
    window.run(
        tap.tap(PosteriorSmoother.before(restorer, manifest.output(), prepared.block())),
        done -> tell(listener, "tiles", done, window.tiles()),
        listener::isCancelled);
    return new Blended(restorer.result(), window.agreement());
  }

  private Optional<Refused> tooLarge(MemoryEstimate estimate) {
    boolean beyondLimit = estimate.runBytes() > budget.leftForRunsBytes();
    long heap = Runtime.getRuntime().maxMemory();
    if (!beyondLimit && estimate.heapBytes() <= heap) {
      return Optional.empty();
    }
    String whatToDo =
        beyondLimit
            ? "the limit is %d MiB, %d of it are left for runs; raise it or crop the CT"
                .formatted(budget.limitBytes() >> 20, budget.leftForRunsBytes() >> 20)
            : "Java's heap is %d MiB; raise it (CONTOURFLOW_JAVA_OPTS=-Xmx%dm)"
                .formatted(heap >> 20, estimate.recommendedHeapMb());
    return Optional.of(new Refused(RefusalCode.MEMORY_LIMIT, estimate.toString(), whatToDo));
  }

  private static Completed withNote(Completed out, String note) {
    List<String> notes = new ArrayList<>(List.of(note));
    notes.addAll(out.notes());
    return new Completed(out.structures(), notes);
  }

  private Completed structures(
      Decoded decoded, Optional<Agreement> agreement, CtVolume ct, SegmentationListener listener) {
    Map<Integer, BitVolume> masks = decoded.masks(manifest.maskedIndexes());
    PostProcessor post = postProcessor(ct);
    post.apply(manifest.postprocess(), masks);
    List<Candidate> candidates = new ArrayList<>();
    Confidence confidence = new Confidence(manifest, decoded, agreement, spacingMm(ct.grid()));
    for (Label label : manifest.labels()) {
      BitVolume mask = masks.remove(label.index());
      double raw = confidence.raw(label.index(), mask).orElse(1);
      BinaryMask marked = mask.toMask(ct.grid());
      double hu = meanHu(label.index(), marked, ct);
      candidates.add(new Candidate(label.index(), label.structure().name(), marked, raw, hu));
      tell(listener, "structures", candidates.size(), manifest.labels().size());
    }
    return judged(candidates, confidence, post.remarks(), ct.grid());
  }

  /** Where a rule asks. */
  private double meanHu(int label, BinaryMask mask, CtVolume ct) {
    if (manifest.plausibility().organ(label).flatMap(OrganRule::hu).isEmpty()) {
      return Double.NaN;
    }
    BitSet bits = mask.toBitSet();
    return bits.stream().map(ct.values()::get).average().orElse(Double.NaN);
  }

  /** Leaves out what cannot be there, marks what is unusual; a note tells of each. */
  private Completed judged(
      List<Candidate> candidates, Confidence confidence, List<Remark> remarks, VoxelGrid grid) {
    List<Verdict> verdicts = new PresenceJudge(manifest.plausibility()).judge(candidates);
    Set<Integer> absent = labels(verdicts, Kind.ABSENT);
    Set<Integer> uncertain = labels(verdicts, Kind.UNCERTAIN);
    List<SegmentedStructure> out = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate each = candidates.get(i);
      boolean empty = each.mask().isEmpty() || absent.contains(each.label());
      SegmentedStructure structure =
          SegmentedStructure.of(
              manifest.structures().get(i),
              empty ? BinaryMask.wrap(grid, new BitSet()) : each.mask(),
              empty
                  ? OptionalDouble.empty()
                  : confidence.calibrated(each.label(), each.confidence()),
              identity);
      out.add(uncertain.contains(each.label()) ? structure.uncertain() : structure);
    }
    List<String> notes = new ArrayList<>(verdicts.stream().map(Verdict::reason).toList());
    for (Candidate each : candidates) {
      remarks.stream()
          .filter(r -> r.label() == each.label() && !absent.contains(r.label()))
          .forEach(r -> notes.add(each.name() + ": " + r.text()));
    }
    return new Completed(out, notes);
  }

  private static Set<Integer> labels(List<Verdict> verdicts, Kind kind) {
    return verdicts.stream()
        .filter(v -> v.kind() == kind)
        .map(Verdict::label)
        .collect(Collectors.toSet());
  }

  private static double[] spacingMm(VoxelGrid grid) {
    return new double[] {typicalStepMm(grid), grid.rowSpacingMm(), grid.columnSpacingMm()};
  }

  private static boolean slicesAscend(VoxelGrid grid) {
    return grid.orientation().normal().z() > 0;
  }

  private static PostProcessor postProcessor(CtVolume ct) {
    VoxelGrid grid = ct.grid();
    return new PostProcessor(
        typicalStepMm(grid),
        grid.rowSpacingMm() * grid.columnSpacingMm(),
        slicesAscend(grid),
        () -> BodyMask.of(ct));
  }

  private static double typicalStepMm(VoxelGrid grid) {
    double[] steps =
        IntStream.range(0, grid.slices() - 1).mapToDouble(grid::sliceStepMm).sorted().toArray();
    return steps.length == 0 ? 1 : steps[steps.length / 2];
  }

  private void tell(SegmentationListener listener, String step, int done, int total) {
    if (listener.isCancelled()) {
      throw new CancellationException();
    }
    listener.progressed(new Progress(identity.label(), step, done, total));
  }
}
