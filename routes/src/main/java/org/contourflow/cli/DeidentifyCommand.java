package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.contourflow.dicom.deident.DeidentFolders;
import org.contourflow.dicom.deident.DeidentKey;
import org.contourflow.dicom.deident.FolderDeidentifier;
import org.contourflow.dicom.deident.RefusedFile;
import org.contourflow.dicom.deident.WayBack;
import org.contourflow.rtstruct.convert.ConversionRefusal;
import org.contourflow.rtstruct.convert.MaskFiles;
import org.contourflow.structure.RoiVocabulary;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.NiftiCases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow deidentify}: pseudonymised copies of CTs and structure sets. */
@Command(
    name = "deidentify",
    mixinStandardHelpOptions = true,
    description = {
      "Writes pseudonymised copies of all CT images and RTSTRUCTs below a folder (PS3.15 Annex E).",
      "Not anonymous: a face stays recognisable in a head CT. See docs/deidentification.md.",
      "What it writes is for use inside; a set that leaves the hospital is made with --export."
    })
public final class DeidentifyCommand implements Callable<Integer> {
  @Option(names = "--in", paramLabel = "DIR", description = "Read, unchanged.")
  private Path in;

  @Option(names = "--out", paramLabel = "DIR", description = "Written to.")
  private Path out;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.contourflow/deidentify.key",
      description = "The project's secret; made if it is not there. Default: ${DEFAULT-VALUE}.")
  private Path key;

  @Option(
      names = "--way-back",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.contourflow/deidentify.way-back",
      description = "Encrypted, not in --out; keep key and file apart. Default: ${DEFAULT-VALUE}.")
  private Path wayBack;

  @Option(
      names = "--names",
      paramLabel = "FILE",
      description = "Lines of a ROI's name without blanks, and the name it is to have.")
  private Path names;

  @Option(
      names = "--export",
      description = {
        "For a set that leaves the hospital: each folder in --in is a case, and only what the"
            + " consent gate releases for EXPORT is written (docs/consent.md)."
      })
  private boolean export;

  @Mixin private ConsentOptions consent;

  @Spec private CommandSpec spec;

  @Option(
      names = "--lead-back",
      paramLabel = "PSEUDONYM",
      description = {
        "Prints what a pseudonym (CF-...) or UID (2.25...) of de-identified data stood for, from"
            + " --way-back, with --key. What it prints identifies a patient."
      })
  private String lead;

  @Override
  public Integer call() throws IOException {
    if (lead != null) {
      return leadBack();
    }
    if (in == null || out == null) {
      throw Failure.refused("--in and --out are needed, or --lead-back PSEUDONYM");
    }
    if (!Files.isDirectory(in)) {
      throw Failure.refused("--in " + in + ": is no folder; a folder with DICOM files is needed");
    }
    if (names != null && !Files.exists(names)) {
      throw Failure.refused("--names: there is no file " + names);
    }
    if (!export && isConsentNamed()) {
      throw Failure.refused("--consent and --statement are asked with --export only; add it");
    }
    try {
      DeidentFolders.requireApart(in, out, wayBack, key);
      FolderDeidentifier.Summary summary = export ? exported() : keptInside();
      summary.refused().forEach(line -> System.err.println("left out: " + line));
      System.out.println(
          summary.written()
              + " file(s) pseudonymised, "
              + summary.refused().size()
              + " left out, "
              + summary.roisLeftOut()
              + " ROI(s) left out: without a name of the vocabulary (--names), or with another's");
      return summary.written() > 0 && summary.refused().isEmpty() ? 0 : 1;
    } catch (RefusedFile e) {
      throw Failure.refused(e.getMessage());
    }
  }

  private boolean isConsentNamed() {
    return spec.commandLine().getParseResult().hasMatchedOption("--consent")
        || spec.commandLine().getParseResult().hasMatchedOption("--statement");
  }

  private FolderDeidentifier deidentifier() throws IOException {
    return new FolderDeidentifier(key(), vocabulary(names)::nameOf);
  }

  private FolderDeidentifier.Summary keptInside() throws IOException {
    System.err.println(
        "no consent was judged: what is written must not leave the hospital; a set that leaves is"
            + " made with --export");
    return deidentifier().run(in, out, wayBack);
  }

  private FolderDeidentifier.Summary exported() throws IOException {
    if (NiftiCases.isOne(in)) {
      throw Failure.refused("--in is NIfTI; only DICOM is de-identified");
    }
    CaseSource source = DicomCases.open(in);
    CaseExport set = new CaseExport(source, in, out, wayBack, deidentifier());
    return set.of(consent.releaseForExport(source, in));
  }

  private DeidentKey key() throws IOException {
    boolean isNew = !Files.exists(key);
    DeidentKey opened = DeidentKey.open(key);
    if (isNew) {
      System.err.println("a new key was made: " + key);
    }
    return opened;
  }

  /** The way back; never makes a key, which would open nothing. */
  private int leadBack() throws IOException {
    for (Path file : List.of(key, wayBack)) {
      if (!Files.isRegularFile(file)) {
        throw Failure.refused("there is no file " + file + "; the way back needs key and file");
      }
    }
    Map<String, String> found = new TreeMap<>();
    WayBack.read(wayBack, DeidentKey.read(key))
        .forEach(
            (pseudonym, original) -> {
              if (pseudonym.equals(lead) || pseudonym.startsWith(lead + " ")) {
                found.put(pseudonym, original);
              }
            });
    if (found.isEmpty()) {
      throw Failure.refused("nothing de-identified with this key and way back is called " + lead);
    }
    found.forEach((pseudonym, original) -> System.out.println(pseudonym + ": " + original));
    return 0;
  }

  /** TG-263 names, known variants, and the clinic's own of a file of {@link #names}. */
  static RoiVocabulary vocabulary(Path names) throws IOException {
    if (names == null || !Files.exists(names)) {
      return new RoiVocabulary(Map.of());
    }
    try {
      return new RoiVocabulary(MaskFiles.readNames(names));
    } catch (ConversionRefusal e) {
      throw Failure.refused(e.getMessage());
    }
  }
}
