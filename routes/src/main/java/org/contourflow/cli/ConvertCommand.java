package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.rtstruct.convert.ConversionRefusal;
import org.contourflow.rtstruct.convert.MaskFiles;
import org.contourflow.rtstruct.convert.MasksToStructureSet;
import org.contourflow.rtstruct.convert.SegmentationMasks;
import org.contourflow.rtstruct.convert.StructureSetToMasks;
import org.contourflow.rtstruct.convert.StructureSetToMasks.Overlaps;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.seg.SegmentationReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow convert}: masks to RTSTRUCT and back. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = "Converts between masks, DICOM Segmentation and RT Structure Sets.",
    subcommands = {ConvertCommand.ToRtstruct.class, ConvertCommand.ToMasks.class})
public final class ConvertCommand {

  /** Masks + CT series to an RT Structure Set. */
  @Command(
      name = "to-rtstruct",
      mixinStandardHelpOptions = true,
      description =
          "Masks, a label map (.nii, .nii.gz, .nrrd) or DICOM SEG and a CT to an RT Structure Set.")
  static final class ToRtstruct implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--ct", required = true, paramLabel = "DIR", description = "The CT's files.")
    private Path ct;

    @Option(names = "--series", paramLabel = "UID", description = "Which CT series, if several.")
    private String series;

    @Option(
        names = "--masks",
        required = true,
        paramLabel = "PATH",
        description =
            "Folder with a mask a structure, one mask, a label map (--names), or DICOM SEG.")
    private Path masks;

    @Option(
        names = "--names",
        paramLabel = "FILE",
        description = "Lines of a label (or file name without ending), a blank, the name.")
    private Path names;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write.")
    private Path out;

    @Option(
        names = "--profile",
        defaultValue = "generic",
        description = "generic, eclipse, raystation, pinnacle, monaco; default ${DEFAULT-VALUE}.")
    private String profile;

    @Option(names = "--smooth", description = "Take the staircase out of the contours.")
    private boolean smooth;

    @Option(
        names = "--tolerance-mm",
        defaultValue = "0.1",
        description = "Thinning; default ${DEFAULT-VALUE}, never more than half a pixel.")
    private double toleranceMm;

    @Option(names = "--resample", description = "Resample masks that are not on the CT's grid.")
    private boolean resample;

    @Option(
        names = "--label",
        defaultValue = "CONTOURFLOW",
        description = "StructureSetLabel, at most 16 characters; default ${DEFAULT-VALUE}.")
    private String label;

    @Option(
        names = "--created",
        paramLabel = "TIME",
        description = "Local time to write, such as 2026-11-24T08:15:00; default: now.")
    private LocalDateTime created;

    @Override
    public Integer call() throws IOException {
      MasksToStructureSet conversion = conversion();
      PrintWriter err = spec.commandLine().getErr();
      try {
        ReferencedSeries reference = CheckCommand.load(ct, Optional.ofNullable(series), err);
        Map<String, String> map = names == null ? Map.of() : MaskFiles.readNames(names);
        return report(conversion.convert(reference, masks, map), spec.commandLine().getOut());
      } catch (ConversionRefusal e) {
        throw Failure.refused(e.getMessage());
      }
    }

    private MasksToStructureSet conversion() {
      LocalDateTime time =
          created == null ? LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS) : created;
      try {
        return new MasksToStructureSet(
            DestinationProfile.named(profile), smooth, toleranceMm, resample, label, time);
      } catch (IllegalArgumentException e) {
        throw Failure.usage(List.of(e.getMessage()));
      }
    }

    private int report(StructureSetOutcome outcome, PrintWriter print) throws IOException {
      StructureSetOutcome.Completed done = Failure.orRefused(outcome);
      OutputFile.write(done, out);
      done.notes().forEach(print::println);
      done.absentRois().forEach(name -> print.println(name + ": absent, has no voxel"));
      print.println("written: " + out + " (UNAPPROVED)");
      return 0;
    }
  }

  /** RT Structure Set + CT series to masks. */
  @Command(
      name = "to-masks",
      mixinStandardHelpOptions = true,
      description = "An RT Structure Set or DICOM SEG and its CT to a mask file for each ROI.")
  static final class ToMasks implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--ct", required = true, paramLabel = "DIR", description = "The CT's files.")
    private Path ct;

    @Option(names = "--series", paramLabel = "UID", description = "Which CT series, if several.")
    private String series;

    @Option(
        names = "--rtstruct",
        required = true,
        paramLabel = "FILE",
        description = "RT Structure Set, or DICOM SEG.")
    private Path rtstruct;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "For the masks.")
    private Path out;

    @Option(
        names = "--format",
        defaultValue = "nrrd",
        description = "nrrd or nii.gz; default ${DEFAULT-VALUE}.")
    private String format;

    @Option(names = "--roi", paramLabel = "NAME", description = "Only this ROI; may be repeated.")
    private List<String> rois = List.of();

    @Option(names = "--union", description = "Fill nested plain loops instead of cutting them out.")
    private boolean union;

    @Option(
        names = "--overlaps",
        converter = Choices.OverlappingLoops.class,
        defaultValue = "union",
        description =
            "Plain loops of a ROI that overlap in part: union (told) or refuse;"
                + " default ${DEFAULT-VALUE}.")
    private Overlaps overlaps;

    @Override
    public Integer call() throws IOException {
      if (!format.equals("nrrd") && !format.equals("nii.gz")) {
        throw Failure.usage(List.of("--format is nrrd or nii.gz, not '" + format + "'"));
      }
      PrintWriter err = spec.commandLine().getErr();
      try {
        ReferencedSeries reference = CheckCommand.load(ct, Optional.ofNullable(series), err);
        if (SegmentationReader.isOne(rtstruct)) {
          SegmentationMasks.write(rtstruct, reference, out, format.equals("nrrd"), rois)
              .forEach(spec.commandLine().getOut()::println);
          return 0;
        }
        Combination plain = union ? Combination.UNION : Combination.EXCLUSIVE_OR;
        var read = StructureSetReader.read(rtstruct);
        read.problems().forEach(err::println);
        StructureSetToMasks.Result result =
            new StructureSetToMasks(format.equals("nrrd"), plain, overlaps)
                .convert(reference, read, out, rois);
        result.lines().forEach(spec.commandLine().getOut()::println);
        result.failures().forEach(err::println);
        return result.failures().isEmpty() ? 0 : 1;
      } catch (ConversionRefusal e) {
        throw Failure.refused(e.getMessage());
      }
    }
  }
}
