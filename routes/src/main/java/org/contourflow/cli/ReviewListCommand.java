package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.review.ReviewExport;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewText;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcReviewStore;
import org.contourflow.store.JdbcStructureSetStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow review list}: what came back to a daemon. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the structure sets that came back, and what was left of the delivered.")
public final class ReviewListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(names = "--case", paramLabel = "CASE", description = "Of this case only.")
  private String caseId;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (Database database = store.open()) {
      JdbcReviewStore reviews = new JdbcReviewStore(database);
      List<ReviewRecord> found = caseId == null ? reviews.all() : reviews.ofCase(caseId);
      switch (store.format()) {
        case csv -> out.print(ReviewExport.csv(found));
        case json -> out.print(ReviewExport.json(found));
        case text -> {
          found.forEach(review -> print(review, out));
          others(new JdbcStructureSetStore(database, Clock.systemUTC()), out);
        }
      }
    }
    out.flush();
    return 0;
  }

  private static void print(ReviewRecord review, PrintWriter out) {
    out.printf(
        "review %d: %s, %s, received %s, recognised by %s, %s%n",
        review.id(),
        review.of().caseId(),
        review.of().protocol(),
        review.from().at(),
        review.from().recognisedBy(),
        review.from().approval().isEmpty() ? "approval not said" : review.from().approval());
    ReviewText.lines(review.set(), review.word()).forEach(line -> out.println("  " + line));
  }

  /** Sets without a review: a person should know that they are here. */
  private void others(JdbcStructureSetStore sets, PrintWriter out) {
    for (ArrivedSet set : sets.all()) {
      boolean wanted = caseId == null || set.caseId().equals(caseId);
      if (wanted && set.state() != SetState.REVIEWED) {
        out.printf(
            "%s%s: %s, received %s (%s)%n",
            set.state().name().toLowerCase(java.util.Locale.ROOT),
            set.caseId().isEmpty() ? "" : ", " + set.caseId(),
            set.detail().isEmpty() ? "waits" : set.detail(),
            set.receivedAt(),
            set.file());
      }
    }
  }
}
