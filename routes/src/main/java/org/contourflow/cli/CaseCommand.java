package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.contourflow.query.CaseStructure;
import org.contourflow.query.CaseView;
import org.contourflow.query.ReadModelJson;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcCaseQueries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow case}: one case with everything. */
@Command(
    name = "case",
    mixinStandardHelpOptions = true,
    description = {
      "Shows one case: structures, findings, deliveries with receipts, what people said of it, and"
          + " its lines of the run log.",
      "As CSV it is the lines of the run log."
    })
public final class CaseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StoreOptions store = new StoreOptions();

  @Parameters(paramLabel = "CASE", description = "Its id, such as case-000017.")
  private String caseId;

  @Override
  public Integer call() throws IOException {
    try (Database database = store.open()) {
      CaseView view =
          new JdbcCaseQueries(database)
              .find(caseId)
              .orElseThrow(
                  () ->
                      Failure.refused(
                          "there is no case " + caseId + "; contourflow cases lists them"));
      PrintWriter out = spec.commandLine().getOut();
      switch (store.format()) {
        case json -> out.println(ReadModelJson.of(ReadModelJson.of(view)));
        case csv -> {
          out.println(LogCommand.CSV_HEAD);
          view.events().forEach(e -> out.println(LogCommand.csv(e)));
        }
        case text -> text(view, out);
      }
    }
    return 0;
  }

  private static void text(CaseView view, PrintWriter out) {
    var record = view.record();
    out.printf("%s is %s%n", record.caseId(), record.state());
    if (!record.detail().isEmpty()) {
      out.printf("  reason    %s%n", record.detail());
    }
    out.printf(
        "  protocol  %s%s%n",
        record.protocol(),
        view.protocolSha256().isEmpty() ? "" : ", sha256:" + view.protocolSha256());
    out.printf("  series    %s%n", record.seriesInstanceUid());
    out.printf("  made      %s, changed %s%n", record.createdAt(), record.updatedAt());
    section(out, "Structures", view.structures().stream().map(CaseCommand::line).toList());
    section(
        out,
        "Findings",
        view.findings().stream()
            .map(
                f ->
                    (f.severity() + " " + f.code() + " " + f.structure()).strip() + ": " + f.text())
            .toList());
    section(
        out,
        "Deliveries",
        view.deliveries().stream()
            .map(
                d ->
                    d.target()
                        + " "
                        + d.state()
                        + (d.attempts() == 1 ? ", 1 try: " : ", " + d.attempts() + " tries: ")
                        + d.detail())
            .toList());
    section(
        out,
        "Verdicts",
        view.verdicts().stream()
            .map(v -> v.at() + " " + v.by() + " " + v.kind() + ": " + v.reason())
            .toList());
    section(out, "Run log", view.events().stream().map(LogCommand::text).toList());
  }

  private static String line(CaseStructure s) {
    String volume =
        s.volumeCc().isPresent()
            ? String.format(Locale.ROOT, "%8.1f cc", s.volumeCc().getAsDouble())
            : "          -";
    String confidence =
        s.confidence().isPresent()
            ? String.format(Locale.ROOT, "expected Dice %.2f", s.confidence().getAsDouble())
            : "";
    return String.format(
            "%-20s %-9s %s  %s  %s", s.name(), s.presence(), volume, s.model().label(), confidence)
        .stripTrailing();
  }

  private static void section(PrintWriter out, String title, List<String> lines) {
    out.printf("%n%s%n", title);
    lines.forEach(line -> out.println("  " + line));
    if (lines.isEmpty()) {
      out.println("  none");
    }
  }
}
