package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.contourflow.dicom.deident.DeidentKey;
import org.contourflow.dicom.deident.FolderDeidentifier;
import org.contourflow.dicom.deident.RefusedFile;
import org.contourflow.rtstruct.convert.ConversionRefusal;
import org.contourflow.rtstruct.convert.MaskFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code contourflow deidentify}: pseudonymised copies of CTs and structure sets. */
@Command(
    name = "deidentify",
    mixinStandardHelpOptions = true,
    description = {
      "Writes pseudonymised copies of all CT images and RTSTRUCTs below a folder (PS3.15 Annex E).",
      "Not anonymous: a face stays recognisable in a head CT. See docs/deidentification.md."
    })
public final class DeidentifyCommand implements Callable<Integer> {
  /** TG-263 names of common organs at risk and the body. */
  private static final String KNOWN =
      "External Body Brain Brainstem SpinalCord SpinalCanal OpticChiasm OpticNrv_L OpticNrv_R Eye_L"
          + " Eye_R Orbit_L Orbit_R Lens_L Lens_R Cochlea_L Cochlea_R Lacrimal_L Lacrimal_R"
          + " Pituitary Hippocampus_L Hippocampus_R Parotid_L Parotid_R Parotids Glnd_Submand_L"
          + " Glnd_Submand_R Glnd_Thyroid Cavity_Oral Lips Larynx Glottis Pharynx Esophagus"
          + " Cricopharyngeus Musc_Constrict Bone_Mandible Trachea Carotid_A_L Carotid_A_R"
          + " BrachialPlex_L BrachialPlex_R Lung_L Lung_R Lungs Heart A_LAD A_Aorta GreatVes"
          + " Breast_L Breast_R Chestwall_L Chestwall_R Liver Stomach Spleen Pancreas Duodenum"
          + " Bowel Bowel_Small Bowel_Large Bag_Bowel Colon Colon_Sigmoid Rectum AnalCanal Bladder"
          + " Prostate SeminalVes PenileBulb Uterus Vagina Ovary_L Ovary_R Kidney_L Kidney_R"
          + " Kidneys Glnd_Adrenal_L Glnd_Adrenal_R Femur_L Femur_R Femur_Head_L Femur_Head_R"
          + " Bone_Pelvic Sacrum Skin";

  @Option(names = "--in", required = true, paramLabel = "DIR", description = "Read, unchanged.")
  private Path in;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Written to.")
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

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(in)) {
      throw Failure.refused("--in is no folder");
    }
    try {
      FolderDeidentifier.Summary summary =
          new FolderDeidentifier(key(), vocabulary()::apply).run(in, out, wayBack);
      summary.refused().forEach(line -> System.err.println("left out: " + line));
      System.out.println(
          summary.written()
              + " file(s) pseudonymised, "
              + summary.refused().size()
              + " left out, "
              + summary.roisLeftOut()
              + " ROI(s) without a name of the vocabulary left out (--names)");
      return summary.written() > 0 && summary.refused().isEmpty() ? 0 : 1;
    } catch (RefusedFile e) {
      throw Failure.refused(e.getMessage());
    }
  }

  private DeidentKey key() throws IOException {
    if (!Files.exists(key)) {
      try {
        DeidentKey.create(key);
        System.err.println("a new key was made: " + key);
      } catch (FileAlreadyExistsException e) {
        // Another process was quicker: its key counts.
      }
    }
    return DeidentKey.read(key);
  }

  private java.util.function.Function<String, Optional<String>> vocabulary() throws IOException {
    Map<String, String> known = new TreeMap<>();
    for (String name : KNOWN.split(" ")) {
      known.put(plain(name), name);
    }
    if (names != null) {
      try {
        MaskFiles.readNames(names).forEach((from, to) -> known.put(plain(from), to));
      } catch (ConversionRefusal e) {
        throw Failure.refused(e.getMessage());
      }
    }
    return roi -> Optional.ofNullable(known.get(plain(roi)));
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _]+", "_");
  }
}
