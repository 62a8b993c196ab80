package org.contourflow.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.series.SeriesCompleteness.Incomplete;
import org.contourflow.series.SeriesCompleteness.Refused;
import org.contourflow.series.SliceStack.Placed;

/**
 * Makes series of loose files. Reads headers only (encapsulated pixel data is read to see that it
 * is whole, not decoded); voxels are read by {@link CtSeries#readVolume}. Holds no state; safe for
 * several threads.
 */
public final class CtSeriesAssembler {
  private final GeometryPolicy policy;
  private final MissingUids missingUids;
  private final SeveralVolumes several;
  private final HeaderSource headers;

  /** With the defaults, {@link GeometryPolicy#MODERATE} and {@link MissingUids#REFUSE}. */
  public CtSeriesAssembler() {
    this(GeometryPolicy.MODERATE, MissingUids.REFUSE);
  }

  /** With {@link SeveralVolumes#REFUSE}. */
  public CtSeriesAssembler(GeometryPolicy policy, MissingUids missingUids) {
    this(policy, missingUids, SeveralVolumes.REFUSE);
  }

  /** Reads the files' headers itself. */
  public CtSeriesAssembler(GeometryPolicy policy, MissingUids missingUids, SeveralVolumes several) {
    this(policy, missingUids, several, HeaderSource.FILES);
  }

  private CtSeriesAssembler(
      GeometryPolicy policy,
      MissingUids missingUids,
      SeveralVolumes several,
      HeaderSource headers) {
    this.policy = policy;
    this.missingUids = missingUids;
    this.several = several;
    this.headers = headers;
  }

  /** One that judges alike and gets its headers elsewhere. */
  public CtSeriesAssembler withHeadersFrom(HeaderSource source) {
    return new CtSeriesAssembler(policy, missingUids, several, source);
  }

  /** Judges every file. What goes wrong with one file or series is in the report, not thrown. */
  public SeriesAssembly assemble(Collection<Path> files) {
    InstanceHeap heap = InstanceHeap.of(files, new InstanceReader(missingUids, headers));
    List<CtSeries> accepted = new ArrayList<>();
    List<IncompleteSeries> incomplete = new ArrayList<>();
    List<SeriesRefusal> refused = new ArrayList<>(heap.refused());
    for (List<CtInstance> instances : heap.series()) {
      List<SliceStack> stacks = SliceStack.judge(instances, policy, several);
      try {
        for (SliceStack stack : stacks) {
          SeriesCompleteness judged = withDamage(stack.completeness(), heap.damageOf(instances));
          if (judged instanceof Refused no) {
            refused.add(no.refusal());
          } else if (judged instanceof Incomplete missing) {
            incomplete.add(hold(missing, stack));
          } else {
            accepted.add(build(stack, stacks.size()));
          }
        }
      } catch (IOException e) {
        refused.add(vanished(instances));
      }
    }
    return new SeriesAssembly(accepted, incomplete, refused, heap.repeated());
  }

  /** A damaged file may be any slice, also one at an end, where no gap shows it. */
  private static SeriesCompleteness withDamage(SeriesCompleteness judged, List<String> damage) {
    if (damage.isEmpty() || judged instanceof Refused) {
      return judged;
    }
    List<String> reasons = new ArrayList<>(damage);
    if (judged instanceof Incomplete incomplete) {
      reasons.addAll(incomplete.reasons());
      return new Incomplete(incomplete.gaps(), reasons);
    }
    return new Incomplete(List.of(), reasons);
  }

  private IncompleteSeries hold(Incomplete missing, SliceStack stack) throws IOException {
    CtSeries series = build(stack, 1);
    return new IncompleteSeries(
        series.seriesInstanceUid(),
        missing,
        series,
        series.slices().stream().map(CtSlice::file).distinct().toList());
  }

  private static SeriesRefusal vanished(List<CtInstance> instances) {
    List<Path> files = instances.stream().map(CtInstance::file).toList();
    return SeriesRefusal.of(
        RefusalCode.UNREADABLE,
        instances.get(0).seriesInstanceUid(),
        "a file could not be read a second time",
        files,
        files);
  }

  private CtSeries build(SliceStack stack, int volumes) throws IOException {
    Placed first = stack.slices().get(0);
    CtFrame frame = first.frame();
    VoxelGrid grid =
        new VoxelGrid(
            stack.slices().stream().map(placed -> placed.frame().origin()).toList(),
            frame.orientation(),
            frame.rowSpacingMm(),
            frame.columnSpacingMm(),
            frame.rows(),
            frame.columns());
    DicomDataset header = headers.header(first.instance().file()).dataset().copy();
    header.put(DicomTag.StudyInstanceUID, first.instance().identity().study());
    header.put(DicomTag.SeriesInstanceUID, first.instance().seriesInstanceUid());
    header.put(DicomTag.FrameOfReferenceUID, first.instance().identity().frameOfReference());
    return new CtSeries(
        first.instance().identity().study(),
        first.instance().seriesInstanceUid(),
        first.instance().identity().frameOfReference(),
        grid,
        stack.slices().stream().map(CtSeriesAssembler::slice).toList(),
        header,
        policy.name(),
        SeriesNotes.of(stack, grid, volumes));
  }

  private static CtSlice slice(Placed placed) {
    CtInstance instance = placed.instance();
    return new CtSlice(
        instance.file(),
        placed.frameIndex(),
        instance.multiFrame(),
        instance.identity().sopClass(),
        instance.identity().sopInstance(),
        instance.numbering().instance());
  }
}
