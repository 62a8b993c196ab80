package org.contourflow.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.StructureSetStore;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.home.Home;
import org.contourflow.review.BlindGrade.Preferred;
import org.contourflow.review.BlindPair.FileAsGiven;
import org.contourflow.review.PersonsWord.Acceptability;
import org.contourflow.series.CtSeries;

/**
 * Blinded scoring: what was delivered beside what the clinician made of it, graded by people who
 * are not told which is which. Only those structures are graded in which the two differ. Nothing is
 * copied: a pair whose files are deleted with their case is no longer asked.
 */
public final class BlindStudies {
  private static final int MOST_NAME = 100;
  private static final int ID_BYTES = 6;
  private static final int KEY_BYTES = 32;

  private final Home home;
  private final ReviewStore reviews;
  private final StructureSetStore sets;
  private final BlindStore store;
  private final RunLog runLog;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Over the reviews of a home. */
  public BlindStudies(
      Home home,
      ReviewStore reviews,
      StructureSetStore sets,
      BlindStore store,
      RunLog runLog,
      Clock clock) {
    this.home = home;
    this.reviews = reviews;
    this.sets = sets;
    this.store = store;
    this.runLog = runLog;
    this.clock = clock;
  }

  /** Of the pairs, how many a grader has done; and the next. */
  public record Progress(int done, int of, Optional<BlindPair> next) {}

  /** What a grader says: of the left drawing, of the right, and which is better. */
  public record Said(Acceptability left, Acceptability right, Better better) {
    /** Which drawing is better. */
    public enum Better {
      LEFT,
      RIGHT,
      NEITHER
    }
  }

  /** All studies. */
  public List<BlindStudy> all() {
    return store.all();
  }

  /** One of them. */
  public Optional<BlindStudy> find(String id) {
    return store.find(id);
  }

  /**
   * Makes a study of the newest review of each case.
   *
   * @throws IllegalArgumentException saying what is wrong with the name, or that there is no pair
   */
  public BlindStudy make(String name, String by) throws IOException {
    if (name.isBlank() || name.length() > MOST_NAME) {
      throw new IllegalArgumentException("a study's name has 1 to " + MOST_NAME + " characters");
    }
    List<BlindPair> pairs = new ArrayList<>();
    for (ReviewRecord review : newest()) {
      addPairs(review, pairs);
    }
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to grade: no set came back with a structure that was changed");
    }
    BlindStudy study =
        new BlindStudy(hex(ID_BYTES), name, by, clock.instant(), hex(KEY_BYTES), pairs);
    store.add(study);
    runLog.append(
        RunLog.SYSTEM,
        EventType.STUDY_MADE,
        "blinded study " + study.id() + " of " + pairs.size() + " pairs, by " + by);
    return study;
  }

  private List<ReviewRecord> newest() {
    Map<String, ReviewRecord> byCase = new LinkedHashMap<>();
    reviews.all().forEach(r -> byCase.put(r.of().caseId(), r));
    return List.copyOf(byCase.values());
  }

  private void addPairs(ReviewRecord review, List<BlindPair> pairs) throws IOException {
    String caseId = review.of().caseId();
    Optional<FileAsGiven> ours = given(home.cases().resolve(caseId).resolve("rtstruct.dcm"));
    Optional<FileAsGiven> theirs = Optional.empty();
    for (ArrivedSet set : sets.find(review.from().sopInstanceUid())) {
      if (set.state() == SetState.REVIEWED && set.caseId().equals(caseId)) {
        theirs = given(home.absolute(set.file()));
      }
    }
    if (ours.isEmpty() || theirs.isEmpty()) {
      return;
    }
    for (ReviewedStructure s : review.set().structures()) {
      boolean both = s.verdict() != Verdict.REMOVED && s.verdict() != Verdict.ADDED;
      if (both
          && s.cameBackAs().isPresent()
          && s.measured().filter(m -> !m.untouched()).isPresent()) {
        pairs.add(
            new BlindPair(
                pairs.size() + 1,
                caseId,
                s.name(),
                s.cameBackAs().get(),
                ours.get(),
                theirs.get()));
      }
    }
  }

  private Optional<FileAsGiven> given(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? Optional.of(new FileAsGiven(home.relative(file), sha256(file)))
        : Optional.empty();
  }

  private static String sha256(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private String hex(int bytes) {
    byte[] made = new byte[bytes];
    random.nextBytes(made);
    return HexFormat.of().formatHex(made);
  }

  /** Where a grader goes on: what was graded stays graded, whoever ends the session. */
  public Progress progress(BlindStudy study, String grader) throws IOException {
    Set<Integer> done = graded(study, grader);
    Optional<BlindPair> next = Optional.empty();
    int left = 0;
    for (BlindPair pair : study.orderOf(grader)) {
      if (!done.contains(pair.number()) && isThere(pair.ours()) && isThere(pair.theirs())) {
        next = next.isEmpty() ? Optional.of(pair) : next;
        left++;
      }
    }
    return new Progress(done.size(), done.size() + left, next);
  }

  /** How many pairs a grader has done. */
  public int done(BlindStudy study, String grader) {
    return graded(study, grader).size();
  }

  private Set<Integer> graded(BlindStudy study, String grader) {
    return store.grades(study.id()).stream()
        .filter(g -> g.grader().equals(grader))
        .map(BlindGrade::pair)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private boolean isThere(FileAsGiven file) throws IOException {
    Path path = home.absolute(file.file());
    return Files.isRegularFile(path) && sha256(path).equals(file.sha256());
  }

  /**
   * Both drawings, {@code left} and {@code right}.
   *
   * @return empty if one of the files is not there as it was
   */
  public Optional<Map<String, Object>> drawings(
      BlindStudy study, String grader, BlindPair pair, CtSeries ct) throws IOException {
    if (!isThere(pair.ours()) || !isThere(pair.theirs())) {
      return Optional.empty();
    }
    var ours = BlindView.of(ct, home.absolute(pair.ours().file()), pair.structure());
    var theirs = BlindView.of(ct, home.absolute(pair.theirs().file()), pair.cameBackAs());
    if (ours.isEmpty() || theirs.isEmpty()) {
      return Optional.empty();
    }
    boolean left = study.isOursLeft(grader, pair);
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("left", left ? ours.get() : theirs.get());
    both.put("right", left ? theirs.get() : ours.get());
    return Optional.of(both);
  }

  /** Keeps what a grader says, in the place of an earlier word on that pair. */
  public void grade(BlindStudy study, String grader, BlindPair pair, Said said) {
    boolean left = study.isOursLeft(grader, pair);
    Preferred preferred =
        switch (said.better()) {
          case NEITHER -> Preferred.NEITHER;
          case LEFT -> left ? Preferred.OURS : Preferred.THEIRS;
          case RIGHT -> left ? Preferred.THEIRS : Preferred.OURS;
        };
    store.grade(
        study.id(),
        new BlindGrade(
            pair.number(),
            grader,
            left ? said.left() : said.right(),
            left ? said.right() : said.left(),
            preferred,
            clock.instant()));
    runLog.append(
        RunLog.SYSTEM,
        EventType.STUDY_GRADED,
        "pair " + pair.number() + " of blinded study " + study.id() + ", by " + grader);
  }

  /** A line a grade, unblinded: who gets it must not grade any more. */
  public String csv(BlindStudy study, String by) {
    Map<Integer, BlindPair> pairs =
        study.pairs().stream().collect(Collectors.toMap(BlindPair::number, p -> p));
    StringBuilder text =
        new StringBuilder(
            "study,pair,case,structure,grader,delivered,came_back,preferred,graded_at\n");
    for (BlindGrade g : store.grades(study.id())) {
      BlindPair pair = pairs.get(g.pair());
      text.append(
              String.join(
                  ",",
                  study.id(),
                  Integer.toString(g.pair()),
                  pair.caseId(),
                  ReviewExport.quoted(pair.structure()),
                  ReviewExport.quoted(g.grader()),
                  g.ours().word(),
                  g.theirs().word(),
                  preferred(g.preferred()),
                  g.at().toString()))
          .append('\n');
    }
    runLog.append(
        RunLog.SYSTEM,
        EventType.STUDY_EXPORTED,
        "the grades of blinded study "
            + study.id()
            + ", which say whose drawing was which, to "
            + by);
    return text.toString();
  }

  private static String preferred(Preferred preferred) {
    return switch (preferred) {
      case OURS -> "delivered";
      case THEIRS -> "came-back";
      case NEITHER -> "neither";
    };
  }
}
