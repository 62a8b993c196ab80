package org.contourflow.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.RequestStore.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow retry}: a person has mended why a case, or many at a target, failed. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Takes up a case that failed or was refused, once its cause is mended: a target that did not",
      "take the RTSTRUCT gets it again, others do not; a case without an RTSTRUCT is contoured.",
      "With --target instead of a case: every hand-over to it that was given up, and those that",
      "wait to be tried again are tried now.",
      "Exit status 1: there is no such case or target, or nothing to be taken up."
    })
public final class RetryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOption config;

  @Parameters(
      arity = "0..1",
      paramLabel = "CASE",
      description = "The case's id, as the run log has it.")
  private String caseId;

  @Option(names = "--target", paramLabel = "NAME", description = "Of all cases, at this target.")
  private String target;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "With --target: given up since 12h, 7d, 2026-11-28 or 2026-11-28T07:00.")
  private String since;

  @Override
  public Integer call() throws IOException {
    if ((caseId == null) == (target == null) || (since != null && target == null)) {
      throw Failure.usage(List.of("Give a CASE, or --target NAME (and --since TIME)."));
    }
    return target == null ? retryCase(CaseArguments.checked(caseId)) : retryTarget();
  }

  private int retryCase(String id) throws IOException {
    return Asking.ask(
        config.settings(),
        database ->
            CaseArguments.require(
                database,
                id,
                Set.of(CaseState.FAILED, CaseState.REFUSED),
                "only a case that failed or was refused is taken up again"),
        Kind.RETRY,
        id,
        "",
        spec.commandLine().getOut());
  }

  private int retryTarget() throws IOException {
    String from = StoreOptions.moment("--since", since).map(Instant::toString).orElse("");
    return Asking.ask(
        config.settings(),
        database -> {},
        Kind.RETRY_TARGET,
        target,
        from,
        spec.commandLine().getOut());
  }
}
