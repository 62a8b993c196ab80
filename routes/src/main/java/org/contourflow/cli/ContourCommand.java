package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.contourflow.app.Product;
import org.contourflow.app.Protocols;
import org.contourflow.config.EnumWords;
import org.contourflow.config.ProfileChoice;
import org.contourflow.config.Settings;
import org.contourflow.intake.FileNames;
import org.contourflow.intake.UnpackedInput;
import org.contourflow.model.Segmenter;
import org.contourflow.protocols.AppendRule;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.SegmentationOutput;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.protocols.rules.Selection;
import org.contourflow.protocols.rules.SeriesHeaders;
import org.contourflow.seg.SegmentationForm;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.series.IncompleteSeries;
import org.contourflow.series.MissingUids;
import org.contourflow.series.SeriesAssembly;
import org.contourflow.series.SeriesRefusal;
import org.contourflow.series.SeveralVolumes;
import org.contourflow.workflow.CaseFolder;
import org.contourflow.workflow.CaseSteps;
import org.contourflow.workflow.Circumstances;
import org.contourflow.workflow.ClinicalSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code contourflow contour}: the series of a folder, without the daemon, by the same steps. */
@Command(
    name = "contour",
    mixinStandardHelpOptions = true,
    description = {
      "Contours the CT series of a folder: RTSTRUCT, picture and report, without the daemon.",
      "The CT is only read. Everything is written UNAPPROVED."
    })
public final class ContourCommand implements Callable<Integer> {
  @Option(
      names = "--ct",
      required = true,
      paramLabel = "DIR",
      description = "Folder with the CT series, or a zip; sub-folders and zips in it are searched.")
  private Path ct;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results; a sub-folder a series if there are several.")
  private Path out;

  @Option(
      names = "--profile",
      defaultValue = "generic",
      description = "generic, eclipse, raystation, pinnacle or monaco; default ${DEFAULT-VALUE}.")
  private String profile;

  @Option(
      names = "--seg",
      paramLabel = "binary|labelmap",
      description = "Writes the structures as DICOM Segmentation too; default: as the rules say.")
  private String seg;

  @Mixin private ClinicalOption clinical;

  @Option(
      names = "--append",
      description = {
        "Writes our structures behind those of --rtstruct, which stay byte for byte; an APPROVED"
            + " one is left alone. Default: as the rules say."
      })
  private boolean append;

  @Option(
      names = "--accept-incomplete",
      description = "Contours a series in which slices are missing as it is.")
  private boolean acceptIncomplete;

  @Option(
      names = "--derive-uids",
      description = {
        "Makes up study, series and SOP UIDs for images that an anonymiser left without, the same"
            + " every time. For research data: no archive and no TPS knows them."
      })
  private boolean deriveUids;

  @Option(
      names = "--several-volumes",
      paramLabel = "refuse|each",
      converter = Choices.Volumes.class,
      description = {
        "What to do with a series that holds several volumes at the same place: refuse it"
            + " (default), or contour each."
      })
  private SeveralVolumes severalVolumes = SeveralVolumes.REFUSE;

  @Option(
      names = "--model",
      paramLabel = "ID[/VERSION]",
      description = "Model to run on every series, several in order; default: by the rules.")
  private List<String> models = List.of();

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Selection rules, as for run; default: the built-in ones.")
  private Path rules;

  @Option(
      names = "--models",
      defaultValue = "contourflow-home/models",
      paramLabel = "DIR",
      description = "Registry folder of the models; default ${DEFAULT-VALUE}.")
  private Path modelFolder;

  @Mixin private EngineOptions engine;

  @Override
  public Integer call() throws IOException {
    RuleSet ruleSet = rules();
    profile();
    if (seg != null && SegmentationForm.named(seg).isEmpty()) {
      throw Failure.usage(List.of("--seg must be binary or labelmap"));
    }
    if (append && !clinical.isGiven()) {
      throw Failure.usage(List.of("--append needs --rtstruct"));
    }
    ct = FileNames.onDisk(ct);
    if (!Files.exists(ct)) {
      throw Failure.refused("--ct " + ct + ": there is no such folder or zip");
    }
    try (UnpackedInput input = UnpackedInput.open(ct, Settings.defaults().inbox().maxZipBytes())) {
      input.refused().forEach(System.err::println);
      return contourAll(ruleSet, series(input));
    }
  }

  /** Asked before the contouring too: what is wrong is told then. */
  private ProfileChoice profile() {
    return EnumWords.find(ProfileChoice.class, profile.toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                Failure.usage(
                    List.of(
                        "no destination profile '"
                            + profile
                            + "'; there are "
                            + EnumWords.allowed(ProfileChoice.class))));
  }

  private int contourAll(RuleSet ruleSet, List<CtSeries> series) throws IOException {
    boolean good = true;
    try (Protocols protocols = Protocols.load(ruleSet, modelFolder, engine.settings())) {
      for (int i = 0; i < series.size(); i++) {
        Path folder = series.size() == 1 ? out : out.resolve("series-" + (i + 1));
        good &= contour(i + 1, series.get(i), folder, protocols);
      }
    } catch (RuleException e) {
      throw Failure.usage(e.problems());
    }
    return good ? 0 : 1;
  }

  private RuleSet rules() {
    if (rules != null && !models.isEmpty()) {
      throw Failure.usage(List.of("--model and --rules exclude each other"));
    }
    try {
      return rules == null ? Protocols.rules(models) : RuleReader.read(rules);
    } catch (RuleException e) {
      throw Failure.usage(e.problems());
    }
  }

  /** By each protocol the rules give the series. */
  private boolean contour(int number, CtSeries series, Path folder, Protocols protocols)
      throws IOException {
    Selection selection = protocols.rules().select(new SeriesHeaders(series));
    if (selection.protocols().isEmpty()) {
      selection.explain().forEach(System.err::println);
      return false;
    }
    boolean good = true;
    ClinicalSets sets = clinical.of(series);
    for (String protocol : selection.protocols()) {
      Settings.StructureSet structureSet =
          new Settings.StructureSet(
              protocols.rules().protocol(protocol).flatMap(Protocol::label).orElse(null),
              profile(),
              null);
      Segmenter segmenter = protocols.segmenter(protocol).orElseThrow();
      CaseSteps steps =
          new CaseSteps(
              segmenter,
              plan(protocols, protocol),
              structureSet,
              sets,
              circumstances(selection, protocol));
      Path own = selection.protocols().size() == 1 ? folder : folder.resolve(protocol);
      good &= ContourOnce.run("contour-" + number, series, new CaseFolder(own), steps);
    }
    return good;
  }

  /** The picture lies beside the report: the folder is the user's own. */
  private static Circumstances circumstances(Selection selection, String protocol) {
    String rules =
        selection.verdicts().stream()
            .filter(Selection.Verdict::applies)
            .map(Selection.Verdict::rule)
            .collect(Collectors.joining(", "));
    return Product.here(true).with("Protocol", protocol).with("Rule that matched", rules);
  }

  private StructurePlan plan(Protocols protocols, String protocol) {
    StructurePlan plan = protocols.plan(protocol).orElseThrow();
    if (append && !plan.outputs().append().appends()) {
      plan = plan.withAppend(new AppendRule(AppendRule.TakenNames.SUFFIX, false));
    }
    return seg == null
        ? plan
        : plan.withSegmentation(SegmentationOutput.valueOf(seg.toUpperCase(Locale.ROOT)));
  }

  private List<CtSeries> series(UnpackedInput input) throws IOException {
    SeriesAssembly assembly =
        new CtSeriesAssembler(
                GeometryPolicy.MODERATE,
                deriveUids ? MissingUids.DERIVE : MissingUids.REFUSE,
                severalVolumes)
            .assemble(input.files());
    assembly.refused().forEach(refusal -> tell(refusal, input));
    for (IncompleteSeries s : assembly.incomplete()) {
      System.err.println("series " + s.seriesInstanceUid() + ": " + s.whatIsMissing().describe());
    }
    if (input.files().isEmpty() && input.refused().isEmpty()) {
      throw Failure.refused("--ct " + ct + ": there is no file in it");
    }
    List<CtSeries> accepted = acceptIncomplete ? assembly.asItIs() : assembly.accepted();
    if (accepted.isEmpty()) {
      throw Failure.refused(
          "no CT series in "
              + ct
              + " can be contoured"
              + (assembly.incomplete().isEmpty()
                  ? "; the reasons stand above"
                  : "; --accept-incomplete takes one with missing slices as it is"));
    }
    return accepted;
  }

  private static void tell(SeriesRefusal refusal, UnpackedInput input) {
    System.err.println(
        refusal.code()
            + ": "
            + refusal.reason()
            + ". "
            + refusal.whatToDo()
            + " ("
            + refusal.files().size()
            + (refusal.files().size() == 1 ? " file: " : " files, first: ")
            + refusal.files().stream().findFirst().map(input::nameOf).orElse("none")
            + ")");
  }
}
