package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcReviewStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow review word}: what the person says, beside what the rule says. */
@Command(
    name = "word",
    mixinStandardHelpOptions = true,
    description = "Puts a person's word (YAML) beside a review, in the place of an earlier word.")
public final class ReviewWordCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StoreOptions store = new StoreOptions();

  @Parameters(paramLabel = "REVIEW", description = "Its number, as review list has it.")
  private long review;

  @Option(names = "--word", required = true, paramLabel = "FILE", description = "As for review.")
  private Path word;

  @Override
  public Integer call() throws IOException {
    PersonsWord said = PersonsWord.read(word);
    try (Database database = store.open()) {
      JdbcReviewStore reviews = new JdbcReviewStore(database);
      ReviewRecord found =
          reviews.find(review).orElseThrow(() -> Failure.refused("there is no review " + review));
      List<String> known = found.set().structures().stream().map(ReviewedStructure::name).toList();
      List<String> unknown = said.unknownTo(found.set());
      if (!unknown.isEmpty()) {
        throw Failure.refused(
            unknown + " are no structures of review " + review + "; there are " + known);
      }
      reviews.say(review, said);
      spec.commandLine().getOut().println("noted for review " + review);
    }
    return 0;
  }
}
