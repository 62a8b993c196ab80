package org.contourflow.train;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A TorchScript network with the methods {@code forward}, {@code loss} and {@code loss64} of {@code
 * train/network.py}, whose weights and gradients come and go as plain float arrays in the file's
 * own order. Not thread-safe; one gradient collector lives in a JVM at a time.
 */
final class TrainableNetwork implements AutoCloseable {
  private static final String METHOD = "module_method:";

  private final NDManager manager;
  private final Model model;
  private final PtSymbolBlock block;
  private final ParameterStore store;
  private final List<Parameter> parameters = new ArrayList<>();

  /**
   * Loads a file to be trained.
   *
   * @throws IOException if the file is not a TorchScript network this engine can load
   */
  TrainableNetwork(Path file) throws IOException {
    this(file, "cpu");
  }

  /**
   * As {@link #TrainableNetwork(Path)}, on a device.
   *
   * @param device {@code cpu} or {@code gpu}
   */
  TrainableNetwork(Path file, String device) throws IOException {
    Device on = Device.fromName(device);
    manager = NDManager.newBaseManager(on, "PyTorch");
    // The profiling executor rewrites the graph after its first runs, and with it the last bits:
    // a resumed run would not repeat an uninterrupted one.
    JniUtils.setGraphExecutorOptimize(false);
    model = Model.newInstance("network", on, "PyTorch");
    try {
      model.load(
          file.toAbsolutePath().getParent(),
          file.getFileName().toString(),
          Map.of("trainParam", "true", "mapLocation", "true"));
    } catch (ai.djl.MalformedModelException e) {
      throw new IOException(file.getFileName() + " is not a network this engine can load", e);
    }
    block = (PtSymbolBlock) model.getBlock();
    store = new ParameterStore(manager, false);
    block.getParameters().forEach(pair -> parameters.add(pair.getValue()));
  }

  /** Sets how many threads one operation uses; call before the first forward. */
  static void setThreads(int threads) {
    Engine.getEngine("PyTorch");
    JniUtils.setNumThreads(threads);
  }

  /** Version of the engine, for the run's record. */
  static String engine() {
    Engine engine = Engine.getEngine("PyTorch");
    return engine.getEngineName() + " " + engine.getVersion();
  }

  /** Names of the weights, in file order. */
  List<String> names() {
    return block.getParameters().stream().map(pair -> pair.getKey()).toList();
  }

  /** A copy of all weights, one array a parameter. */
  float[][] weights() {
    return parameters.stream().map(p -> p.getArray().toFloatArray()).toArray(float[][]::new);
  }

  /** Replaces all weights. */
  void setWeights(float[][] weights) {
    try (NDManager scope = manager.newSubManager()) {
      for (int i = 0; i < weights.length; i++) {
        NDArray target = parameters.get(i).getArray();
        JniUtils.setGradMode(false);
        scope.create(weights[i], target.getShape()).copyTo(target);
        JniUtils.setGradMode(true);
      }
    }
  }

  /** Loss of a batch by a method of {@link Loss}, and its gradient in every weight. */
  LossAndGradients lossAndGradients(String method, Batch batch) {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      parameters.forEach(p -> JniUtils.zeroGrad((PtNDArray) p.getArray()));
      NDArray loss = call(scope, method, batch, true);
      collector.backward(loss);
      float value = loss.toFloatArray()[0];
      float[][] gradients = new float[parameters.size()][];
      for (int i = 0; i < gradients.length; i++) {
        try (NDArray gradient = parameters.get(i).getArray().getGradient()) {
          gradients[i] = gradient.toFloatArray();
        }
      }
      return new LossAndGradients(value, gradients);
    }
  }

  private NDArray call(NDManager scope, String method, Batch batch, boolean training) {
    WindowShape w = batch.shape();
    int n = batch.size();
    NDArray x = array(scope, batch.input(), new Shape(n, 1, w.slices(), w.rows(), w.columns()));
    NDArray y = array(scope, batch.codes(), new Shape(n, w.slices(), w.rows(), w.columns()));
    NDArray m = array(scope, batch.missing(), new Shape(n, batch.missing().length / n));
    NDArray selector = scope.create(0f);
    selector.setName(METHOD + method);
    NDList result = block.forward(store, new NDList(x, y, m, selector), training);
    result.attach(scope);
    return result.singletonOrThrow();
  }

  /**
   * Logits of one window: [class][slice][row][column], flat.
   *
   * @param input HU / 1000
   */
  float[] logits(float[] input, WindowShape w) {
    JniUtils.setGradMode(false);
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = array(scope, input, new Shape(1, 1, w.slices(), w.rows(), w.columns()));
      NDList result = block.forward(store, new NDList(x), false);
      result.attach(scope);
      return result.singletonOrThrow().toFloatArray();
    } finally {
      JniUtils.setGradMode(true);
    }
  }

  private static NDArray array(NDManager scope, float[] values, Shape shape) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(values);
    return scope.create(buffer, shape, DataType.FLOAT32);
  }

  /** Writes the network with its present weights; the file appears whole or not at all. */
  void save(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(part)) {
      JniUtils.writeModule(block, out, false);
    }
    Files.move(
        part,
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    model.close();
    manager.close();
  }

  /** A loss and its gradients, one array a parameter. */
  record LossAndGradients(float loss, float[][] gradients) {}
}
