package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.contourflow.config.SettingsException;
import org.contourflow.config.SettingsReader;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.review.CameBack;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.ReviewExport;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewText;
import org.contourflow.review.ReviewedCase;
import org.contourflow.review.ReviewedSet;
import org.contourflow.review.SetComparison;
import org.contourflow.review.VerdictRules;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetLineage;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.structure.NameMatcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow review}: what a clinician left of a delivered structure set. */
@Command(
    name = "review",
    mixinStandardHelpOptions = true,
    description = {
      "Measures an edited structure set against the delivered one, on their CT's grid, without a"
          + " daemon: a verdict a structure, and the figures behind it.",
      "What came back to a daemon: list, export, word.",
      "Exit status 0 if it was measured, 1 if it cannot be."
    },
    subcommands = {ReviewListCommand.class, ReviewExportCommand.class, ReviewWordCommand.class})
public final class ReviewCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--ct", paramLabel = "DIR", description = "The CT's files.")
  private Path ct;

  @Option(names = "--series", paramLabel = "UID", description = "Which CT series, if several.")
  private String series;

  @Option(names = "--delivered", paramLabel = "FILE", description = "The RTSTRUCT as delivered.")
  private Path delivered;

  @Option(names = "--edited", paramLabel = "FILE", description = "The RTSTRUCT that came back.")
  private Path edited;

  @Option(
      names = "--protocol",
      paramLabel = "FILE",
      description = "Protocols whose targets' aliases tell names that came back.")
  private Path protocol;

  @Option(
      names = "--alias",
      paramLabel = "NAME=OTHER",
      description = "What a delivered structure is called in the edited set; may be repeated.")
  private Map<String, String> aliases = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's settings, for their limits of verdicts (review.verdicts).")
  private Path config;

  @Option(
      names = "--word",
      paramLabel = "FILE",
      description =
          "What the person says (YAML): acceptability, reviewMinutes, editMinutes, grade,"
              + " structures with verdict and error.")
  private Path word;

  @Option(names = "--case", paramLabel = "ID", defaultValue = "", description = "For the tables.")
  private String caseId;

  @Option(names = "--model", paramLabel = "NAME", defaultValue = "", description = "The same.")
  private String model;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes review.csv, slices.csv and review.json there.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    List<String> missing = new ArrayList<>();
    if (ct == null) {
      missing.add("--ct DIR is missing");
    }
    if (delivered == null) {
      missing.add("--delivered FILE is missing");
    }
    if (edited == null) {
      missing.add("--edited FILE is missing");
    }
    if (!missing.isEmpty()) {
      throw Failure.usage(missing);
    }
    PersonsWord said = word == null ? PersonsWord.NONE : PersonsWord.read(word);
    PrintWriter terminal = spec.commandLine().getOut();
    ReferencedSeries reference =
        CheckCommand.load(ct, Optional.ofNullable(series), spec.commandLine().getErr());
    ReviewRecord review = review(reference, said);
    ReviewText.lines(review.set(), said).forEach(terminal::println);
    if (out != null) {
      ReviewExport.write(List.of(review), out);
      terminal.println("written: " + out);
    }
    return 0;
  }

  private ReviewRecord review(ReferencedSeries reference, PersonsWord said) throws IOException {
    ReadStructureSet before = StructureSetReader.read(delivered);
    DicomDataset dataset = DicomFiles.read(edited).dataset();
    if (!StructureSetReader.isStructureSet(dataset)) {
      throw Failure.refused(edited.getFileName() + " is not an RT Structure Set");
    }
    ReadStructureSet after = StructureSetReader.read(dataset);
    requireOf(reference, before, delivered);
    requireOf(reference, after, edited);
    ReviewedSet set =
        new SetComparison(
                reference.grid(),
                reference.frameOfReferenceUid(),
                new NameMatcher(allAliases()),
                rules())
            .compare(before, after);
    StructureSetLineage lineage = StructureSetLineage.of(dataset);
    return new ReviewRecord(
        0,
        new ReviewedCase(caseId, "", model, ReviewedCase.Scanner.of(reference.header())),
        new CameBack(
            lineage.sopInstanceUid(),
            lineage.approval(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            "given on the command line"),
        set,
        said);
  }

  /** The very limits that the service with these settings judges by. */
  private VerdictRules rules() {
    try {
      return config == null
          ? VerdictRules.USUAL
          : VerdictRules.of(SettingsReader.read(config).review());
    } catch (SettingsException e) {
      throw Failure.usage(e.problems());
    }
  }

  /** A set of another CT would give figures that mean nothing. */
  private static void requireOf(ReferencedSeries ct, ReadStructureSet set, Path file) {
    boolean silent = set.referencedSeriesUids().isEmpty() && set.frameOfReferenceUids().isEmpty();
    if (!silent
        && !set.referencedSeriesUids().contains(ct.seriesInstanceUid())
        && !set.frameOfReferenceUids().contains(ct.frameOfReferenceUid())) {
      throw Failure.refused(
          file.getFileName()
              + " refers neither to this CT's series nor to its frame of reference. What to do:"
              + " give the CT it was drawn on, or the set of this CT.");
    }
  }

  private Map<String, List<String>> allAliases() throws IOException {
    Map<String, List<String>> all = new LinkedHashMap<>();
    aliases.forEach((own, other) -> all.computeIfAbsent(own, n -> new ArrayList<>()).add(other));
    if (protocol != null) {
      try {
        for (Protocol one : RuleReader.read(protocol).protocols()) {
          one.details()
              .outputs()
              .aliases()
              .forEach(
                  (own, others) -> all.computeIfAbsent(own, n -> new ArrayList<>()).addAll(others));
        }
      } catch (RuleException e) {
        throw Failure.usage(e.problems());
      }
    }
    return all;
  }
}
