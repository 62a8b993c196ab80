package org.contourflow.refine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.contourflow.dicom.DurableMove;
import org.contourflow.home.Folders;
import org.contourflow.refine.ReviewedCases.Reviewed;
import org.contourflow.refine.TrainingSet.Rule;

/**
 * The approved, matched cases of a review store as a folder a case, {@code work/selected}, for as
 * long as this is open: links to the files where the disk allows, else copies, gone at the end.
 * They are as identifiable as what they come from; the consent gate has yet to be asked.
 *
 * <p>Of several sets of a case the newest speaks: an older approval does not stand for contours
 * that were changed since. A run that is resumed sees the sets that had come when it began, so that
 * what arrives meanwhile does not end it.
 */
public final class ReviewSelection implements AutoCloseable {
  private static final String AS_OF = "selected-as-of.txt";

  private final Path folder;
  private final List<LeftOut> leftOut = new ArrayList<>();

  /**
   * A case that was not selected.
   *
   * @param caseId of the review
   */
  public record LeftOut(String caseId, Rule rule) {}

  private ReviewSelection(Path folder) {
    this.folder = folder;
  }

  /** Nothing is selected from reviews. */
  public static ReviewSelection none(RefineSettings settings) {
    return new ReviewSelection(folder(settings.work()));
  }

  static Path folder(Path work) {
    return work.resolve("selected");
  }

  /**
   * Selects.
   *
   * @param now sets that came later do not count
   */
  public static ReviewSelection of(RefineSettings settings, ReviewedCases reviews, Instant now)
      throws IOException {
    Files.createDirectories(settings.work());
    ReviewSelection selection = none(settings);
    Folders.delete(selection.folder); // What a killed run left.
    Instant until = until(settings.work(), now);
    Map<String, List<Reviewed>> byCase = new TreeMap<>();
    for (Reviewed each : reviews.all()) {
      if (!each.receivedAt().isAfter(until)) {
        byCase.computeIfAbsent(each.caseId(), c -> new ArrayList<>()).add(each);
      }
    }
    Files.createDirectories(selection.folder);
    for (List<Reviewed> sets : byCase.values()) {
      sets.sort(Comparator.comparing(Reviewed::receivedAt));
      for (Reviewed older : sets.subList(0, sets.size() - 1)) {
        selection.leftOut.add(new LeftOut(older.caseId(), Rule.SUPERSEDED));
      }
      selection.take(sets.get(sets.size() - 1));
    }
    return selection;
  }

  /** The moment at which the run that is under way began to select; else now, from here on. */
  private static Instant until(Path work, Instant now) throws IOException {
    Path file = work.resolve(AS_OF);
    if (Files.exists(file) && Files.exists(work.resolve("checkpoint.bin"))) {
      try {
        return Instant.parse(Files.readString(file).strip());
      } catch (DateTimeParseException e) {
        throw new IOException(file + " has no moment; start in an empty work folder", e);
      }
    }
    byte[] text = (now + "\n").getBytes(StandardCharsets.UTF_8);
    DurableMove.write(file, out -> out.write(text));
    return now;
  }

  private void take(Reviewed reviewed) throws IOException {
    boolean there =
        !reviewed.ct().isEmpty()
            && reviewed.ct().stream().allMatch(Files::isRegularFile)
            && reviewed.set().filter(Files::isRegularFile).isPresent();
    if (!reviewed.approval().equals("APPROVED")) {
      leftOut.add(new LeftOut(reviewed.caseId(), Rule.NOT_APPROVED));
    } else if (!reviewed.isMatched()) {
      leftOut.add(new LeftOut(reviewed.caseId(), Rule.NOT_MATCHED));
    } else if (!there) {
      leftOut.add(new LeftOut(reviewed.caseId(), Rule.FILES_GONE));
    } else {
      Path own = Files.createDirectories(folder.resolve(reviewed.caseId()));
      int number = 0;
      for (Path slice : reviewed.ct()) {
        number++;
        link(slice, own.resolve("ct-%05d.dcm".formatted(number)));
      }
      link(reviewed.set().orElseThrow(), own.resolve("rtstruct.dcm"));
    }
  }

  private static void link(Path from, Path to) throws IOException {
    FileStore there = Files.getFileStore(to.getParent());
    if (Files.getFileStore(from).equals(there)) {
      try {
        Files.createLink(to, from.toRealPath());
        return;
      } catch (UnsupportedOperationException | IOException e) {
        Files.deleteIfExists(to); // A file system without links.
      }
    }
    Files.copy(from, to);
  }

  /** Who was left out, in the order of the cases' ids. */
  public List<LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }

  /** Takes the folder away again. */
  @Override
  public void close() throws IOException {
    Folders.delete(folder);
  }
}
