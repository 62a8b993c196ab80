package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.contourflow.review.ReviewExport;
import org.contourflow.review.ReviewRecord;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcReviewStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow review export}: every review as tables. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes review.csv, slices.csv and review.json: every review with all fields.")
public final class ReviewExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    try (Database database = store.open()) {
      List<ReviewRecord> reviews = new JdbcReviewStore(database).all();
      ReviewExport.write(reviews, out);
      spec.commandLine().getOut().println(reviews.size() + " reviews written to " + out);
    }
    return 0;
  }
}
