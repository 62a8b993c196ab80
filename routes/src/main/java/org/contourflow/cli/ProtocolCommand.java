package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.contourflow.app.PlansOfRules;
import org.contourflow.app.Product;
import org.contourflow.app.Protocols;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.config.Settings;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.protocols.rules.Selection;
import org.contourflow.protocols.rules.SeriesHeaders;
import org.contourflow.series.CtSeries;
import org.contourflow.structure.NameCheck;
import org.contourflow.workflow.CaseContext;
import org.contourflow.workflow.CaseFolder;
import org.contourflow.workflow.CaseSteps;
import org.contourflow.workflow.PlannedStructures;
import org.contourflow.workflow.StepOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow protocol}: is a protocol file right, and what does it make of a CT. */
@Command(
    name = "protocol",
    mixinStandardHelpOptions = true,
    description = "Checks protocol files and shows what they make.",
    subcommands = {
      ProtocolCommand.Check.class,
      ProtocolCommand.Explain.class,
      ProtocolCommand.Render.class
    })
public final class ProtocolCommand {

  /** What the three need. */
  static class Source {
    @Spec CommandSpec spec;
    @Mixin EngineOptions engine;

    @Parameters(index = "0", paramLabel = "FILE", description = "The protocol file, YAML.")
    Path file;

    @Option(
        names = "--model-folder",
        paramLabel = "DIR",
        description = "Folder with models; default: one made for this run.")
    Path modelFolder;

    PrintWriter out() {
      return spec.commandLine().getOut();
    }

    /** Without networks: what each protocol writes. */
    Map<String, StructurePlan> plans(Path scratch) throws IOException {
      try {
        return PlansOfRules.of(RuleReader.read(file), Optional.ofNullable(modelFolder), scratch);
      } catch (RuleException e) {
        throw Failure.usage(e.problems());
      }
    }

    Protocols load(Path scratch) throws IOException {
      try {
        RuleSet rules = RuleReader.read(file);
        return Protocols.load(
            rules, modelFolder == null ? scratch : modelFolder, engine.settings());
      } catch (RuleException e) {
        throw Failure.usage(e.problems());
      }
    }
  }

  /** The file alone. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Says what is wrong with a protocol file, and which names are not TG-263's.",
        "Exit status 0 if it can be used, 1 if a name in it may be refused by a planning system,"
            + " 2 if it cannot be used."
      })
  static final class Check extends Source implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
      boolean good = true;
      try (ScratchFolder scratch = ScratchFolder.make()) {
        for (Map.Entry<String, StructurePlan> one : plans(scratch.path()).entrySet()) {
          StructurePlan plan = one.getValue();
          out()
              .println(
                  "protocol "
                      + one.getKey()
                      + plan.sha256().map(hash -> ", sha256:" + hash).orElse(""));
          out().println("  writes " + String.join(", ", plan.delivered()));
          plan.derived()
              .derivations()
              .forEach(d -> out().println("  " + d.name() + " = " + d.expression().describe()));
          List<NameCheck.Finding> findings = NameCheck.check(plan.delivered());
          findings.forEach(finding -> out().println("  " + finding));
          good &= findings.stream().noneMatch(NameCheck.Finding::error);
        }
      }
      out().println(good ? "the file can be used" : "the file has names to be mended");
      return good ? 0 : 1;
    }
  }

  /** What a protocol makes of a CT. */
  static class OnCt extends Source {
    @Option(names = "--ct", required = true, paramLabel = "DIR", description = "A CT series.")
    Path ct;

    @Option(
        names = "--protocol",
        paramLabel = "NAME",
        description = "Which protocol of the file; default: those its rules give the series.")
    String name;

    @Mixin ClinicalOption clinical;

    int show(Path folder) throws IOException {
      boolean good = true;
      CtSeries series = CtInput.series(ct);
      try (ScratchFolder scratch = ScratchFolder.make();
          Protocols protocols = load(scratch.path())) {
        List<String> names = name != null ? List.of(name) : byRules(series, protocols);
        if (names.isEmpty()) {
          throw Failure.refused("the rules give this series no protocol; --protocol names one");
        }
        for (String one : names) {
          Path own = names.size() == 1 ? folder : folder.resolve(one);
          good &= show(one, series, new CaseFolder(own), protocols);
        }
      }
      return good ? 0 : 1;
    }

    /** The protocols, with every rule and why it did or did not match. */
    private List<String> byRules(CtSeries series, Protocols protocols) {
      Selection selection = protocols.rules().select(new SeriesHeaders(series));
      selection.explain().forEach(out()::println);
      return selection.protocols();
    }

    private boolean show(String one, CtSeries series, CaseFolder folder, Protocols protocols)
        throws IOException {
      Protocol protocol =
          protocols
              .rules()
              .protocol(one)
              .orElseThrow(() -> Failure.usage(List.of("the file has no protocol " + one)));
      StructurePlan plan = protocols.plan(one).orElseThrow();
      CaseSteps steps =
          new CaseSteps(
              protocols.segmenter(one).orElseThrow(),
              plan,
              protocol
                  .label()
                  .map(Settings.defaults().structureSet()::withLabel)
                  .orElse(Settings.defaults().structureSet()),
              clinical.of(series),
              Product.here(true).with("Protocol", one));
      CaseContext context =
          new CaseContext(
              "explain",
              Instant.now().truncatedTo(ChronoUnit.SECONDS),
              folder,
              () -> Optional.of(series),
              new MemoryRunLog(),
              SegmentationListener.NONE);
      steps.contourAndWrite(context).accept(new Explained());
      out().println("protocol " + one);
      table(plan, context.planned()).forEach(out()::println);
      return true;
    }

    /** What is not done ends the command with its reason. */
    private static final class Explained implements StepOutcome.Visitor<Void> {
      @Override
      public Void done() {
        return null;
      }

      @Override
      public Void waiting() {
        throw new IllegalStateException("only a hand-over waits");
      }

      @Override
      public Void refused(StepOutcome.Refused refused) {
        throw Failure.refused(refused.reason());
      }

      @Override
      public Void failed(StepOutcome.Failed failed) {
        throw Failure.refused(failed.reason());
      }
    }

    private static List<String> table(StructurePlan plan, PlannedStructures planned) {
      List<String> lines = new ArrayList<>();
      for (String name : plan.delivered()) {
        lines.add(
            "  "
                + planned.delivered().stream()
                    .filter(s -> s.definition().name().equals(name))
                    .findFirst()
                    .map(s -> line(s, planned))
                    .orElseGet(
                        () -> line(name, "absent", "", planned.absent().getOrDefault(name, ""))));
      }
      return lines;
    }

    private static String line(SegmentedStructure s, PlannedStructures planned) {
      StructureDefinition d = s.definition();
      String how = planned.how().getOrDefault(d.name(), "by " + s.model().label());
      return s.mask().isEmpty()
          ? line(d.name(), "absent", d.interpretedType().name(), "the model did not find it")
          : line(
              d.name(),
              String.format(Locale.ROOT, "%.1f cc", s.mask().volumeMm3(1) / 1000),
              d.interpretedType().name(),
              how);
    }

    private static String line(String name, String volume, String type, String why) {
      return String.format(Locale.ROOT, "%-16s %12s  %-10s %s", name, volume, type, why);
    }
  }

  /** The table. */
  @Command(
      name = "explain",
      mixinStandardHelpOptions = true,
      description = "What the protocol makes of a CT, and why each structure is or is not there.")
  static final class Explain extends OnCt implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
      try (ScratchFolder made = ScratchFolder.make()) {
        return show(made.path());
      }
    }
  }

  /** The table and the pictures. */
  @Command(
      name = "render",
      mixinStandardHelpOptions = true,
      description = "As explain, with the picture sheet, the report and the RTSTRUCT in a folder.")
  static final class Render extends OnCt implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "To write to.")
    private Path out;

    @Override
    public Integer call() throws IOException {
      int status = show(out);
      out().println("written: " + out);
      return status;
    }
  }
}
