package org.contourflow.model.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.model.Network;
import org.contourflow.model.Sha256;

/**
 * A TorchScript file in libtorch. Loaded from the very bytes whose digest was checked: a
 * TorchScript file is a program, and a flipped bit in its weights would load silently.
 */
public final class TorchNetwork implements Network {
  private static final Pattern MISSING_ARGUMENT =
      Pattern.compile("missing value for argument '([A-Za-z0-9_]+)'");

  private final Model model;
  private final int outputIndex;
  private final Queue<Predictor<NDList, NDList>> idle = new ConcurrentLinkedQueue<>();

  private TorchNetwork(Model model, int outputIndex) {
    this.model = model;
    this.outputIndex = outputIndex;
  }

  /**
   * Loads a file if it is the one meant.
   *
   * @throws IOException if it cannot be read, is not TorchScript, or its SHA-256 is another
   */
  public static TorchNetwork load(Path file, String expectedSha256) throws IOException {
    return load(file.getFileName().toString(), Files.readAllBytes(file), expectedSha256, 0);
  }

  /**
   * As {@link #load(Path, String)}, of a file's bytes; {@code name} is for messages.
   *
   * @param outputIndex which output is wanted, if the network returns several
   */
  public static TorchNetwork load(String name, byte[] bytes, String expectedSha256, int outputIndex)
      throws IOException {
    String found = Sha256.of(bytes);
    if (!found.equals(expectedSha256)) {
      throw new IOException(
          name
              + " is not the file that was released: its SHA-256 is "
              + found
              + ", the manifest says "
              + expectedSha256);
    }
    TorchScriptFile.check(name, bytes);
    TorchEngine.start();
    EngineExit.ofThisJvm().watch();
    Model model = Model.newInstance(name, TorchEngine.device(), "PyTorch");
    try {
      model.load(new ByteArrayInputStream(bytes));
    } catch (MalformedModelException | EngineException e) {
      model.close();
      throw new IOException(name + " is not a TorchScript this engine loads", e);
    }
    return new TorchNetwork(model, outputIndex);
  }

  @Override
  public <T> T run(List<Input> inputs, Function<Output, T> reader) {
    return EngineExit.ofThisJvm().inside(() -> runInside(inputs, reader));
  }

  private <T> T runInside(List<Input> inputs, Function<Output, T> reader) {
    Predictor<NDList, NDList> next = idle.poll();
    Predictor<NDList, NDList> predictor =
        next != null ? next : model.newPredictor(new NoopTranslator());
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDList list = new NDList(inputs.size());
      for (Input input : inputs) {
        list.add(scope.create(input.values(), shape(input.shape()), DataType.FLOAT32));
      }
      NDList out = predictor.predict(list);
      out.attach(scope);
      return reader.apply(output(out, outputIndex));
    } catch (TranslateException | EngineException e) {
      throw new NetworkException(firstLine(e), e);
    } finally {
      idle.add(predictor);
    }
  }

  /** Arrays and scopes that are open on the model, for tests of what a run leaves behind. */
  int openResources() {
    return model.getNDManager().getManagedArrays().size();
  }

  /** Predictors made so far and not in use, for tests. */
  int idlePredictors() {
    return idle.size();
  }

  private static Shape shape(List<Integer> shape) {
    return new Shape(shape.stream().mapToLong(Integer::longValue).toArray());
  }

  private static Output output(NDList out, int index) {
    if (index >= out.size()) {
      throw new NetworkException(
          "the network returns " + out.size() + " outputs; output.index is " + index, null);
    }
    NDArray array = out.get(index);
    ElementType type =
        switch (array.getDataType()) {
          case FLOAT32 -> ElementType.FLOAT32;
          case UINT8 -> ElementType.UINT8;
          default ->
              throw new NetworkException(
                  "the network returns " + array.getDataType() + ", not float32 or uint8", null);
        };
    List<Integer> shape =
        Arrays.stream(array.getShape().getShape()).mapToObj(Math::toIntExact).toList();
    return new Output(shape, type, array.toByteBuffer(true).order(ByteOrder.nativeOrder()));
  }

  /** The engine's traces carry the network author's paths: the last line says what is wrong. */
  private static String firstLine(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    Matcher missing = MISSING_ARGUMENT.matcher(message);
    if (missing.find()) {
      return "the network wants a second input, "
          + missing.group(1)
          + " (a prompt, another series or another network's result): it cannot be run on a CT"
          + " alone";
    }
    return message
        .lines()
        .filter(l -> l.startsWith("RuntimeError:") || l.contains("Error:"))
        .reduce((a, b) -> b)
        .orElse(message.lines().findFirst().orElse("unknown engine error"));
  }

  @Override
  public void close() {
    idle.forEach(Predictor::close);
    model.close();
  }
}
