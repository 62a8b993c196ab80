package org.contourflow.model.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.model.Network;
import org.contourflow.model.Network.ElementType;
import org.contourflow.model.manifest.ModelManifest.Family;
import org.contourflow.model.manifest.ModelManifest.Golden;
import org.contourflow.model.manifest.ModelManifest.HashedFile;

/**
 * Runs a network's golden input on THIS machine and compares with its golden output. Kernels of
 * libtorch were seen to give wrong numbers for some layer widths on some processors, silently; a
 * model that does not pass is out of service.
 */
public final class GoldenCheck {
  private GoldenCheck() {}

  /**
   * How it came out.
   *
   * @param passed whether the model may be used
   * @param detail largest difference and tolerance, or what is wrong
   */
  public record Result(boolean passed, String detail) {}

  /**
   * Checks a loaded network.
   *
   * @param fold which of the manifest's weights files it is
   * @throws IOException if a golden file is not there or was changed
   */
  public static Result run(RegisteredModel model, int fold, Network network) throws IOException {
    return run(model, fold, network, model.manifest().golden().tolerance());
  }

  /** As {@link #run(RegisteredModel, int, Network)}, with another tolerance than the manifest's. */
  public static Result run(RegisteredModel model, int fold, Network network, double tolerance)
      throws IOException {
    Golden golden = model.manifest().golden();
    List<Network.Input> inputs = new ArrayList<>();
    for (HashedFile file : golden.inputs()) {
      inputs.add(NpyArray.parse(file.name(), model.read(file)).asInput(file.name()));
    }
    HashedFile output = golden.outputs().get(fold);
    NpyArray expected = NpyArray.parse(output.name(), model.read(output));
    Optional<String> misfit = misfit(model.manifest(), inputs.get(0).shape(), expected.shape());
    if (misfit.isPresent()) {
      return new Result(false, misfit.get());
    }
    try {
      return network.run(inputs, out -> compare(expected, out, tolerance));
    } catch (Network.NetworkException e) {
      return new Result(false, "the network does not run on its golden input: " + e.getMessage());
    }
  }

  /** Whether the golden pair has the channels, classes and divisors that the manifest states. */
  private static Optional<String> misfit(
      ModelManifest manifest, List<Integer> input, List<Integer> output) {
    if (manifest.family() != Family.TILED_NETWORK) {
      return Optional.empty();
    }
    int channels = manifest.input().channels().size();
    int classes = manifest.output().classes();
    boolean fits = input.size() == 5 && input.get(0) == 1 && input.get(1) == channels;
    for (int axis = 0; fits && axis < 3; axis++) {
      fits = input.get(2 + axis) % manifest.input().shapeDivisor().get(axis) == 0;
    }
    if (!fits) {
      return Optional.of(
          "golden.inputs[0] has the shape %s, not [1, %d, a, b, c] divisible by %s"
              .formatted(input, channels, manifest.input().shapeDivisor()));
    }
    List<Integer> expected = List.of(1, classes, input.get(2), input.get(3), input.get(4));
    return output.equals(expected)
        ? Optional.empty()
        : Optional.of(
            "golden.outputs has the shape %s, not %s (output.classes %d)"
                .formatted(output, expected, classes));
  }

  private static Result compare(NpyArray expected, Network.Output actual, double tolerance) {
    if (!expected.shape().equals(actual.shape()) || expected.type() != actual.type()) {
      return new Result(
          false,
          "the network gives %s %s, the golden output is %s %s"
              .formatted(actual.type(), actual.shape(), expected.type(), expected.shape()));
    }
    return expected.type() == ElementType.FLOAT32
        ? compareFloats(expected.values(), actual.values(), tolerance)
        : compareBytes(expected.values().duplicate(), actual.values(), tolerance);
  }

  private static Result compareFloats(ByteBuffer expected, ByteBuffer actual, double tolerance) {
    FloatBuffer want = expected.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    FloatBuffer have = actual.asFloatBuffer();
    double largest = 0;
    double worst = 0;
    while (want.hasRemaining()) {
      float a = want.get();
      float b = have.get();
      if (!Float.isFinite(b)) {
        return new Result(false, "the network gives NaN or infinity on its golden input");
      }
      largest = Math.max(largest, Math.abs(a));
      worst = Math.max(worst, Math.abs(a - b));
    }
    double share = largest == 0 ? worst : worst / largest;
    return new Result(
        share <= tolerance,
        "largest difference %.2e of the largest value, tolerance %.2e".formatted(share, tolerance));
  }

  private static Result compareBytes(ByteBuffer want, ByteBuffer have, double tolerance) {
    int count = want.remaining();
    int different = 0;
    while (want.hasRemaining()) {
      different += want.get() == have.get() ? 0 : 1;
    }
    double share = (double) different / Math.max(1, count);
    return new Result(
        share <= tolerance,
        "%.2e of the elements differ, tolerance %.2e".formatted(share, tolerance));
  }
}
