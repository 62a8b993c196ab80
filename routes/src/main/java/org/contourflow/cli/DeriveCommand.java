package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.RingThinner;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.protocols.MadeStyles;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.derive.DerivedRules;
import org.contourflow.protocols.derive.DerivedStructure;
import org.contourflow.protocols.derive.DerivedStructure.Absent;
import org.contourflow.protocols.derive.DerivedStructure.Made;
import org.contourflow.protocols.derive.DerivedStructures;
import org.contourflow.protocols.derive.Expression;
import org.contourflow.protocols.derive.SourceMasks;
import org.contourflow.protocols.derive.Sources;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.StructureSetAppender;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.structure.Structure;
import org.contourflow.workflow.ClinicalMasks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow derive}: a protocol's derived structures of a structure set there is. */
@Command(
    name = "derive",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the derived structures of a protocol from the structures of an RTSTRUCT, and writes"
          + " them as an RTSTRUCT of their own, or, with --append, as a new one with all of"
          + " theirs.",
      "Exit status 0 if all were made, 1 if one is absent or refused, 2 if the protocol is wrong."
    })
public final class DeriveCommand implements Callable<Integer> {
  private static final double TOLERANCE_MM = 0.1;

  @Spec private CommandSpec spec;

  @Option(names = "--ct", required = true, paramLabel = "DIR", description = "The CT's files.")
  private Path ct;

  @Option(names = "--series", paramLabel = "UID", description = "Which CT series, if several.")
  private String series;

  @Option(names = "--rtstruct", required = true, paramLabel = "FILE", description = "To read.")
  private Path rtstruct;

  @Option(names = "--protocol", required = true, paramLabel = "FILE", description = "YAML.")
  private Path file;

  @Option(names = "--name", paramLabel = "NAME", description = "Which protocol, if several.")
  private String name;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write.")
  private Path out;

  @Option(
      names = "--append",
      description = "Write theirs, untouched, with the derived ones behind; refused if APPROVED.")
  private boolean append;

  @Option(names = "--profile", defaultValue = "generic", description = "Default ${DEFAULT-VALUE}.")
  private String profile;

  @Override
  public Integer call() throws IOException {
    Protocol protocol = protocol();
    destination();
    PrintWriter err = spec.commandLine().getErr();
    ReferencedSeries reference = CheckCommand.load(ct, Optional.ofNullable(series), err);
    ReadStructureSet read = StructureSetReader.read(rtstruct);
    read.problems().forEach(err::println);
    SourceMasks masks = masks(read, reference);
    List<DerivedStructure> derived = DerivedStructures.of(rules(protocol), masks);
    masks.losses().forEach(err::println);
    List<Roi> rois = new ArrayList<>();
    MadeStyles styles =
        new MadeStyles(
            protocol.details().rules(), read.rois().stream().flatMap(roi -> roi.colour().stream()));
    for (DerivedStructure one : derived) {
      Structure style = styles.next(one.name());
      if (one instanceof Made made) {
        rois.add(roi(made, style));
        spec.commandLine()
            .getOut()
            .printf("%s: %.1f cc, %s%n", made.name(), made.mask().volumeMm3(1) / 1000, made.how());
      } else if (one instanceof Absent absent) {
        spec.commandLine().getOut().println(absent.name() + ": absent, " + absent.reason());
      }
    }
    write(reference, rois, protocol);
    return rois.size() == derived.size() ? 0 : 1;
  }

  private Protocol protocol() {
    try {
      List<Protocol> all = RuleReader.read(file).protocols();
      List<Protocol> wanted =
          all.stream().filter(p -> name == null || p.name().equals(name)).toList();
      if (wanted.size() != 1) {
        throw Failure.usage(
            List.of(
                file
                    + " has "
                    + wanted.size()
                    + " such protocols; --name takes one of "
                    + all.stream().map(Protocol::name).toList()));
      }
      return wanted.get(0);
    } catch (RuleException e) {
      throw Failure.usage(e.problems());
    }
  }

  /** Every name that is not derived is looked for in the structure set. */
  private static DerivedRules rules(Protocol protocol) {
    Set<String> names = new LinkedHashSet<>(protocol.details().clinical());
    protocol.details().derived().derivations().stream()
        .flatMap(one -> one.expression().names())
        .map(Expression.Named::name)
        .forEach(names::add);
    DerivedRules.Checked checked =
        DerivedRules.check(protocol.details().derived(), Sources.of(List.of(), names));
    if (!checked.problems().isEmpty()) {
      throw Failure.usage(checked.problems().stream().map(p -> p.describe("derived")).toList());
    }
    return checked.rules();
  }

  private static SourceMasks masks(ReadStructureSet read, ReferencedSeries reference) {
    SourceMasks masks = new SourceMasks(reference.grid());
    ClinicalMasks.add(masks, read, reference.grid(), reference.frameOfReferenceUid());
    return masks;
  }

  private static Roi roi(Made made, Structure style) {
    return new Roi(
        made.name(),
        style.interpretedType(),
        style.colour(),
        Optional.empty(),
        RoiGeneration.SEMIAUTOMATIC,
        Optional.empty(),
        "Derived: " + made.how(),
        "Contourflow, derived structure",
        RingThinner.thin(MaskTracer.trace(made.mask()), TOLERANCE_MM));
  }

  private void write(ReferencedSeries reference, List<Roi> rois, Protocol protocol)
      throws IOException {
    StructureSetContent content =
        StructureSetContent.of(
                protocol.label().orElse("DERIVED"),
                "Contourflow, derived structures, unapproved",
                LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS),
                rois)
            .withDescription(
                protocol.details().sha256().map(hash -> "Protocol sha256:" + hash).orElse(""));
    DestinationProfile destination = destination();
    StructureSetOutcome outcome =
        append
            ? appender(reference)
                .append(content, destination, protocol.details().outputs().append().policy())
            : StructureSetWriter.write(reference, content, destination);
    StructureSetOutcome.Completed done = Failure.orRefused(outcome);
    OutputFile.write(done, out, rtstruct);
    done.notes().forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().println("written: " + out + " (UNAPPROVED)");
  }

  private DestinationProfile destination() {
    try {
      return DestinationProfile.named(profile);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(List.of(e.getMessage()));
    }
  }

  private StructureSetAppender appender(ReferencedSeries reference) throws IOException {
    DicomFile theirs = DicomFiles.read(rtstruct);
    return new StructureSetAppender(theirs.dataset(), theirs.transferSyntaxUid(), reference);
  }
}
