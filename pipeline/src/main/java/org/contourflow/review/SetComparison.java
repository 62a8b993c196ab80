package org.contourflow.review;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.metrics.Dice;
import org.contourflow.rtstruct.read.RasterizedRoi;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.NameMatcher;
import org.contourflow.structure.NameMatcher.By;
import org.contourflow.structure.NameMatcher.Match;
import org.contourflow.structure.Tg263;
import org.contourflow.volume.BinaryMask;

/** Measures a structure set that came back against the delivered one, on the CT's grid. */
public final class SetComparison {
  /** A contour that overlaps the other side's organ more than this (Dice) was on the wrong side. */
  private static final double OTHER_SIDE = 0.5;

  private final VoxelGrid grid;
  private final String frameOfReferenceUid;
  private final NameMatcher matcher;
  private final VerdictRules rules;
  private final StructureSetRasterizer rasterizer;

  /**
   * On a CT.
   *
   * @param frameOfReferenceUid the CT's; ROIs that say another one are not judged
   */
  public SetComparison(
      VoxelGrid grid, String frameOfReferenceUid, NameMatcher matcher, VerdictRules rules) {
    this.grid = grid;
    this.frameOfReferenceUid = frameOfReferenceUid;
    this.matcher = matcher;
    this.rules = rules;
    this.rasterizer = new StructureSetRasterizer(grid);
  }

  /**
   * The ROI of each name, and how many there are of names that several drawn ones of this CT have:
   * which of these was meant nobody can say.
   */
  private record Named(Map<String, ReadRoi> rois, Map<String, Integer> several) {
    static Named of(ReadStructureSet set, Predicate<ReadRoi> isForeign) {
      Map<String, List<ReadRoi>> all = new LinkedHashMap<>();
      set.rois().forEach(r -> all.computeIfAbsent(r.name(), n -> new ArrayList<>()).add(r));
      Map<String, ReadRoi> rois = new LinkedHashMap<>();
      Map<String, Integer> several = new LinkedHashMap<>();
      all.forEach(
          (name, same) -> {
            List<ReadRoi> drawn = same.stream().filter(r -> !isEmpty(r)).toList();
            List<ReadRoi> here = drawn.stream().filter(isForeign.negate()).toList();
            List<ReadRoi> best = here.isEmpty() ? drawn : here;
            rois.put(name, best.isEmpty() ? same.get(0) : best.get(0));
            if (here.size() > 1) {
              several.put(name, here.size());
            }
          });
      return new Named(rois, several);
    }

    /** One whose contours nobody can tell may have some. */
    private static boolean isEmpty(ReadRoi roi) {
      return roi.contours().isEmpty() && !roi.uncertain();
    }

    Stream<String> unclear(String which) {
      return several.entrySet().stream()
          .map(e -> which + " has " + e.getValue() + " ROIs " + e.getKey() + "; none is judged");
    }

    /** What is to be said of a ROI that is one of several of its name. */
    Stream<String> doubt(String which, Optional<String> name) {
      return name
          .map(several::get)
          .map(
              count ->
                  which + ": " + count + " ROIs have this name, and which is meant is not said")
          .stream();
    }
  }

  /** Compares two sets. */
  public ReviewedSet compare(ReadStructureSet delivered, ReadStructureSet cameBack) {
    Named ours = Named.of(delivered, this::isForeign);
    Named theirs = Named.of(cameBack, this::isForeign);
    NameMatcher.Result names = matcher.match(ours.rois().keySet(), theirs.rois().keySet());
    List<ReviewedStructure> structures = new ArrayList<>();
    Map<String, Match> byOwn = new LinkedHashMap<>();
    names.matches().forEach(match -> byOwn.put(match.own(), match));
    for (ReadRoi roi : ours.rois().values()) {
      Optional<Match> match = Optional.ofNullable(byOwn.get(roi.name()));
      Optional<ReadRoi> back = match.map(m -> theirs.rois().get(m.other()));
      List<String> doubts =
          Stream.concat(
                  ours.doubt("delivered", Optional.of(roi.name())),
                  theirs.doubt("came back", match.map(Match::other)))
              .toList();
      if (!doubts.isEmpty()) {
        structures.add(
            notJudged(roi.name(), match.map(Match::other), match.map(Match::by), doubts));
      } else if (back.isEmpty() && cameBack.strayContours() > 0) {
        structures.add(unknown(roi));
      } else {
        pair(roi, back, match.map(Match::by), ours.rois()).ifPresent(structures::add);
      }
    }
    for (String name : names.otherOnly()) {
      List<String> doubts = theirs.doubt("came back", Optional.of(name)).toList();
      if (doubts.isEmpty()) {
        added(theirs.rois().get(name)).ifPresent(structures::add);
      } else {
        structures.add(notJudged(name, Optional.of(name), Optional.empty(), doubts));
      }
    }
    return new ReviewedSet(
        structures,
        Stream.of(
                names.unclear().stream(),
                ours.unclear("the delivered set"),
                theirs.unclear("the set that came back"))
            .flatMap(lines -> lines)
            .toList(),
        Stream.of(delivered.problems(), cameBack.problems()).flatMap(List::stream).toList(),
        rules);
  }

  /**
   * One that is not there by name, of a set with contours of which nobody can say whose they are.
   */
  private static ReviewedStructure unknown(ReadRoi own) {
    return notJudged(
        own.name(),
        Optional.empty(),
        Optional.empty(),
        List.of("came back: contours of no ROI are there, which may be its own"));
  }

  private static ReviewedStructure notJudged(
      String name, Optional<String> cameBackAs, Optional<By> by, List<String> losses) {
    return new ReviewedStructure(
        name, cameBackAs, by, Optional.empty(), Verdict.NOT_JUDGED, EditKind.NONE, losses);
  }

  /** Empty if neither encloses anything: rightly left out by both. */
  private Optional<ReviewedStructure> pair(
      ReadRoi own, Optional<ReadRoi> back, Optional<By> by, Map<String, ReadRoi> delivered) {
    RasterizedRoi ownMask = rasterizer.rasterize(own);
    List<String> losses = new ArrayList<>(told("delivered", own, ownMask));
    Optional<RasterizedRoi> backMask = back.map(rasterizer::rasterize);
    back.ifPresent(roi -> losses.addAll(told("came back", roi, backMask.orElseThrow())));
    Optional<String> name = back.map(ReadRoi::name);
    boolean unclear =
        ownMask.isUnjudgeable() || backMask.map(RasterizedRoi::isUnjudgeable).orElse(false);
    if (unclear || back.map(this::isForeign).orElse(false)) {
      return Optional.of(notJudged(own.name(), name, by, losses));
    }
    BinaryMask before = ownMask.mask();
    BinaryMask after = backMask.map(RasterizedRoi::mask).orElseGet(this::nothing);
    if (before.isEmpty() && after.isEmpty()) {
      return Optional.empty();
    }
    Measured measured = Measured.of(before, after);
    Verdict verdict = rules.judge(measured);
    EditKind kind = kind(verdict, own.name(), measured, after, delivered);
    return Optional.of(
        new ReviewedStructure(own.name(), name, by, Optional.of(measured), verdict, kind, losses));
  }

  private EditKind kind(
      Verdict verdict,
      String name,
      Measured measured,
      BinaryMask after,
      Map<String, ReadRoi> delivered) {
    return switch (verdict) {
      case REMOVED -> EditKind.INVENTED;
      case ADDED -> EditKind.MISSED;
      case REDRAWN, MAJOR ->
          isOtherSide(name, measured, after, delivered)
              ? EditKind.SIDES_EXCHANGED
              : EditKind.of(measured.slices());
      case ACCEPTED, MINOR, NOT_JUDGED -> EditKind.of(measured.slices());
    };
  }

  /** Whether what came back is what was delivered as the other side's organ. */
  private boolean isOtherSide(
      String name, Measured measured, BinaryMask after, Map<String, ReadRoi> delivered) {
    Optional<Laterality> side = Tg263.find(name).map(Tg263::side);
    if (side.isEmpty() || side.get() == Laterality.UNPAIRED) {
      return false;
    }
    String other =
        side.get() == Laterality.LEFT
            ? name.replaceFirst("_L(?=_|$)", "_R")
            : name.replaceFirst("_R(?=_|$)", "_L");
    ReadRoi roi = delivered.get(other);
    if (roi == null) {
      return false;
    }
    double dice = Dice.of(rasterizer.rasterize(roi).mask(), after);
    return dice > OTHER_SIDE && dice > measured.score().dice();
  }

  /**
   * What a clinician drew that was not delivered, targets for example: nobody was asked for it, so
   * it is no error. Empty if it encloses nothing here.
   */
  private Optional<ReviewedStructure> added(ReadRoi roi) {
    RasterizedRoi mask = rasterizer.rasterize(roi);
    if (mask.mask().isEmpty() && !mask.isLost() && !roi.uncertain()) {
      return Optional.empty();
    }
    boolean judged = !mask.isUnjudgeable() && !isForeign(roi);
    return Optional.of(
        new ReviewedStructure(
            roi.name(),
            Optional.of(roi.name()),
            Optional.empty(),
            judged ? Optional.of(Measured.of(nothing(), mask.mask())) : Optional.empty(),
            judged ? Verdict.ADDED : Verdict.NOT_JUDGED,
            EditKind.NONE,
            told("came back", roi, mask)));
  }

  private List<String> told(String which, ReadRoi roi, RasterizedRoi mask) {
    List<String> told = new ArrayList<>();
    if (isForeign(roi)) {
      told.add(which + ": drawn in another frame of reference than the CT's");
    }
    if (mask.isLost()) {
      told.add(which + ": its contours give no voxel");
    }
    mask.losses().forEach(loss -> told.add(which + ": " + loss));
    return told;
  }

  private boolean isForeign(ReadRoi roi) {
    return !roi.frameOfReferenceUid().isEmpty()
        && !roi.frameOfReferenceUid().equals(frameOfReferenceUid);
  }

  private BinaryMask nothing() {
    return BinaryMask.wrap(grid, new java.util.BitSet());
  }
}
