package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.contourflow.testdata.Couch;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.PhantomSeries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code contourflow phantom}: a synthetic CT series with known truth. */
@Command(
    name = "phantom",
    mixinStandardHelpOptions = true,
    description = {
      "Writes an analytic phantom as a DICOM CT series: a synthetic patient with body, lungs,"
          + " heart, liver, cord, bones, mandible, parotids, eyes and brain on a couch.",
      "The patient does not exist. The same options write the same bytes."
    })
public final class PhantomCommand implements Callable<Integer> {
  private static final double MOST_MM = 100;
  private static final double MOST_NOISE_HU = 1000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the files; made if absent, must be empty.")
  private Path out;

  @Option(
      names = "--kind",
      defaultValue = "realistic",
      description =
          "realistic (256 x 256 x 90), detailed (the same, in which the head-and-neck network finds"
              + " its organs), small (thorax, 64 x 64 x 24) or head-neck (80 x 96 x 30);"
              + " default ${DEFAULT-VALUE}.")
  private String kind;

  @Option(
      names = "--position",
      defaultValue = "HFS",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private PatientPosition position;

  @Option(
      names = "--couch",
      defaultValue = "APART",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Couch couch;

  @Option(names = "--slices", description = "Number of slices, with --step-mm.")
  private Integer slices;

  @Option(names = "--step-mm", description = "Distance between slices, with --slices.")
  private Double stepMm;

  @Option(
      names = "--matrix",
      arity = "2",
      paramLabel = "N",
      description = "Rows and columns; give --spacing-mm too.")
  private int[] matrix;

  @Option(
      names = "--spacing-mm",
      arity = "2",
      paramLabel = "MM",
      description = "PixelSpacing: between rows, between columns.")
  private double[] spacingMm;

  @Option(
      names = "--noise-hu",
      defaultValue = "10",
      description = "Standard deviation of the noise; default ${DEFAULT-VALUE}.")
  private double noiseHu;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Decides noise and UIDs; default ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    PhantomBuilder builder = builder();
    Files.createDirectories(out);
    try (Stream<Path> present = Files.list(out)) {
      if (present.findAny().isPresent()) {
        throw usage("--out " + out + " is not empty: name a new folder");
      }
    }
    PhantomSeries series = builder.build().writeTo(out);
    print(series.files().size() + " CT slices of a phantom, " + position + ", in " + out);
    print("Structures known: " + String.join(", ", series.truth().names()));
    return 0;
  }

  private PhantomBuilder builder() {
    PhantomBuilder builder =
        switch (kind) {
          case "realistic" -> Phantom.realistic();
          case "detailed" -> Phantom.detailed();
          case "small" -> Phantom.small();
          case "head-neck" -> Phantom.smallHeadNeck();
          default ->
              throw usage("--kind is realistic, detailed, small or head-neck, not '" + kind + "'");
        };
    if ((slices == null) != (stepMm == null) || (matrix == null) != (spacingMm == null)) {
      throw usage("--slices goes with --step-mm, and --matrix with --spacing-mm");
    }
    requirePositive();
    if (slices != null) {
      builder.evenSlices(slices, stepMm);
    }
    if (matrix != null) {
      builder.matrix(matrix[0], matrix[1]).spacingMm(spacingMm[0], spacingMm[1]);
    }
    return builder.position(position).couch(couch).noiseHu(noiseHu).seed(seed);
  }

  private void requirePositive() {
    boolean slicesWrong = slices != null && (slices < 1 || !(stepMm > 0 && stepMm <= MOST_MM));
    boolean rowsWrong =
        matrix != null
            && (Math.min(matrix[0], matrix[1]) < 1
                || !(Math.min(spacingMm[0], spacingMm[1]) > 0)
                || !(Math.max(spacingMm[0], spacingMm[1]) <= MOST_MM));
    if (slicesWrong || rowsWrong || !(noiseHu >= 0 && noiseHu <= MOST_NOISE_HU)) {
      throw usage(
          "numbers of slices, rows and columns are 1 or more, distances above 0 and up to "
              + (int) MOST_MM
              + " mm, noise from 0 to "
              + (int) MOST_NOISE_HU
              + " HU");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
