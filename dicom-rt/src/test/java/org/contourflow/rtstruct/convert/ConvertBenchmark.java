package org.contourflow.rtstruct.convert;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.ReferencedSeries;

/**
 * CPU seconds of both conversions inside a running virtual machine, collection and compilation
 * included: {@code ConvertBenchmark CT MASKS WORK}. Part of benchmark/run.sh; no test.
 */
public final class ConvertBenchmark {
  private static final int ROUNDS = 7;

  private final Path ct;
  private final Path masks;
  private final Path file;
  private final Path back;

  private ConvertBenchmark(Path ct, Path masks, Path work) {
    this.ct = ct;
    this.masks = masks;
    this.file = work.resolve("rtss.dcm");
    this.back = work.resolve("back");
  }

  private interface Job {
    void run() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[2]));
    ConvertBenchmark benchmark =
        new ConvertBenchmark(Path.of(arguments[0]), Path.of(arguments[1]), work);
    measure("write", benchmark::write);
    measure("read", benchmark::read);
  }

  private static void measure(String name, Job job) throws Exception {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double[] seconds = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = process.getProcessCpuTime();
      job.run();
      seconds[i] = (process.getProcessCpuTime() - start) / 1e9;
    }
    double first = seconds[0];
    double[] later = Arrays.copyOfRange(seconds, 1, ROUNDS);
    Arrays.sort(later);
    System.out.printf(
        Locale.ROOT, "%s: first %.2f, then %.2f%n", name, first, later[later.length / 2]);
  }

  private ReferencedSeries series() throws IOException {
    return ((CtFolder.Outcome.Found) CtFolder.load(ct, Optional.empty())).series();
  }

  private void write() throws Exception {
    ConvertCase.completed(ConvertCase.exact().convert(series(), masks, Map.of())).writeTo(file);
  }

  private void read() throws Exception {
    new StructureSetToMasks(true, Combination.EXCLUSIVE_OR)
        .convert(series(), StructureSetReader.read(file), back, List.of());
  }
}
