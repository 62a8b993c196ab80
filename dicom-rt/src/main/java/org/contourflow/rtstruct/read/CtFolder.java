package org.contourflow.rtstruct.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.series.MissingUids;
import org.contourflow.series.SeriesAssembly;

/**
 * The CT series in a folder, for checking and converting: any orientation with slices perpendicular
 * to it, uneven spacing and missing slices included, because contours are exact on all of them. For
 * contouring by a model the stricter policies of {@link GeometryPolicy} hold.
 */
public final class CtFolder {
  /** As {@link GeometryPolicy#MODERATE}, for slices in any direction. */
  public static final GeometryPolicy ANY_ORIENTATION =
      new GeometryPolicy("any-orientation", 1e-3, 1e-3, 0.1, 0.01, 0.1, true, 90);

  private CtFolder() {}

  /** What became of looking for a series. */
  public sealed interface Outcome {
    /**
     * Found.
     *
     * @param notes what a user should know, for example missing slices
     */
    record Found(ReferencedSeries series, List<String> notes) implements Outcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.found(this);
      }
    }

    /** Not found, or not one. */
    record Refused(String reason, String whatToDo) implements Outcome {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.refused(this);
      }
    }

    /** What is made of either; a new kind does not compile until all have it. */
    interface Visitor<R> {
      R found(Found found);

      R refused(Refused refused);
    }

    /** Hands this outcome to the visitor's method for it. */
    <R> R accept(Visitor<R> visitor);
  }

  /**
   * Reads the headers of all files below a folder.
   *
   * @param wantedSeriesUid the one to take where there are several; empty: there must be only one
   */
  public static Outcome load(Path folder, Optional<String> wantedSeriesUid) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(folder)) {
      files = tree.filter(Files::isRegularFile).toList();
    }
    SeriesAssembly assembly =
        new CtSeriesAssembler(ANY_ORIENTATION, MissingUids.REFUSE).assemble(files);
    List<CtSeries> all = assembly.asItIs();
    List<CtSeries> wanted =
        all.stream()
            .filter(s -> wantedSeriesUid.map(s.seriesInstanceUid()::equals).orElse(true))
            .toList();
    if (wanted.size() == 1) {
      return new Outcome.Found(ReferencedSeries.of(wanted.get(0)), notes(assembly, wanted.get(0)));
    }
    return wanted.isEmpty()
        ? none(folder, assembly, all, wantedSeriesUid)
        : new Outcome.Refused(
            "there are " + wanted.size() + " CT series in " + folder.getFileName(),
            "give one by its UID: "
                + wanted.stream()
                    .map(CtSeries::seriesInstanceUid)
                    .collect(Collectors.joining(" ")));
  }

  private static Outcome none(
      Path folder, SeriesAssembly assembly, List<CtSeries> all, Optional<String> wanted) {
    // What is merely something else than a slice says why only where there is nothing beside it.
    boolean onlySetAside = assembly.refused().stream().allMatch(r -> r.code().isSetAside());
    String reasons =
        assembly.refused().stream()
            .filter(r -> onlySetAside || !r.code().isSetAside())
            .map(r -> r.reason() + " (" + r.whatToDo() + ")")
            .distinct()
            .limit(5)
            .collect(Collectors.joining("; "));
    String found =
        all.isEmpty() ? "" : "; found " + all.stream().map(CtSeries::seriesInstanceUid).toList();
    return new Outcome.Refused(
        "no usable CT series "
            + wanted.map(uid -> uid + " ").orElse("")
            + "in "
            + folder.getFileName()
            + found
            + (reasons.isEmpty() ? emptiness(all) : ": " + reasons),
        "give the folder with the planning CT's files");
  }

  private static String emptiness(List<CtSeries> all) {
    return all.isEmpty() ? ": there is no file" : "";
  }

  private static List<String> notes(SeriesAssembly assembly, CtSeries series) {
    return Stream.concat(
            assembly.incomplete().stream()
                .filter(held -> held.seriesInstanceUid().equals(series.seriesInstanceUid()))
                .map(held -> held.whatIsMissing().describe()),
            series.notes().stream())
        .toList();
  }
}
