package org.contourflow.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.contourflow.model.array.Half;

/**
 * A TorchScript archive as its parts: the script, the pickle that says what the weights are called,
 * and the weights. What is written holds no debug records (they name folders of the machine that
 * wrote them).
 */
final class ScriptArchive {
  private static final String DATA = "data/";
  private static final String PICKLE = "data.pkl";
  private static final String DEBUG = ".debug_pkl";
  private static final String FUNCTIONS = "code/__torch__/torch/nn/functional.py";

  private final Map<String, byte[]> script;
  private final ScriptPickle pickle;
  private final Map<String, float[]> weights;

  private ScriptArchive(
      Map<String, byte[]> script, ScriptPickle pickle, Map<String, float[]> weights) {
    this.script = script;
    this.pickle = pickle;
    this.weights = weights;
  }

  /**
   * Reads a network's file.
   *
   * @throws IOException naming the file, if it is no archive or its weights cannot be found
   */
  static ScriptArchive read(Path file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
        if (!name.endsWith(DEBUG)) {
          try (InputStream in = zip.getInputStream(entry)) {
            entries.put(name, in.readAllBytes());
          }
        }
      }
    } catch (java.util.zip.ZipException e) {
      throw new IOException(file.getFileName() + " is no TorchScript file", e);
    }
    if (!entries.containsKey(PICKLE)) {
      throw new IOException(file.getFileName() + " is no TorchScript file");
    }
    try {
      ScriptPickle pickle = new ScriptPickle(entries.get(PICKLE));
      Map<String, float[]> weights = new LinkedHashMap<>();
      for (String name : pickle.names()) {
        ScriptPickle.Tensor tensor = pickle.tensors().get(name);
        weights.put(name, values(tensor, entries.get(DATA + tensor.file())));
      }
      entries.keySet().removeIf(name -> name.startsWith(DATA));
      return new ScriptArchive(entries, pickle, weights);
    } catch (IOException | NullPointerException e) {
      throw new IOException(file.getFileName() + " " + e.getMessage(), e);
    }
  }

  /** The script of {@code train/network.py --design unet3d}, with no weight yet. */
  static ScriptArchive template() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(PICKLE, resource("data.pkl"));
    entries.put("code/__torch__.py", resource("network.torchscript"));
    entries.put(FUNCTIONS, resource("functional.torchscript"));
    entries.put("constants.pkl", resource("constants.pkl"));
    entries.put("version", resource("version"));
    return new ScriptArchive(entries, new ScriptPickle(entries.get(PICKLE)), Map.of());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ScriptArchive.class.getResourceAsStream("unet3d/" + name)) {
      return in.readAllBytes();
    }
  }

  /** The network's own classes and functions, as text. */
  String script() {
    return new String(
        script.getOrDefault("code/__torch__.py", new byte[0]), StandardCharsets.UTF_8);
  }

  /** Names of the weights, in the file's order. */
  List<String> names() {
    return pickle.names();
  }

  /** A weight's shape. */
  int[] shape(String name) {
    return pickle.tensors().get(name).shape().clone();
  }

  /** A weight's values, row-major. */
  float[] weight(String name) {
    return weights.get(name).clone();
  }

  private static float[] values(ScriptPickle.Tensor tensor, byte[] data) throws IOException {
    boolean half = tensor.type().equals("HalfStorage");
    if (!half && !tensor.type().equals("FloatStorage")) {
      throw new IOException("has weights of " + tensor.type() + "; float32 or float16 is needed");
    }
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    float[] out = new float[tensor.size()];
    int[] contiguous = ScriptPickle.contiguous(tensor.shape());
    for (int i = 0; i < out.length; i++) {
      int at = 0;
      for (int axis = 0, left = i; axis < contiguous.length; axis++) {
        at += left / contiguous[axis] * tensor.strides()[axis];
        left %= contiguous[axis];
      }
      out[i] = half ? Half.toFloat(in.getShort(2 * at)) : in.getFloat(4 * at);
    }
    return out;
  }

  /**
   * Writes a network of this script; the file appears whole or not at all.
   *
   * @param weights all of them by name
   * @param shapes of those whose shape is another than here
   * @param attributes whole numbers, or lists of them, that change
   */
  void write(
      Path file,
      boolean half,
      Map<String, float[]> weights,
      Map<String, int[]> shapes,
      Map<String, Object> attributes)
      throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    String root = file.getFileName().toString().replaceAll("\\.pt$", "") + "/";
    try (OutputStream out = Files.newOutputStream(part);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (String name : names()) {
        String data = DATA + pickle.tensors().get(name).file();
        put(zip, root + data, encoded(weights.get(name), half));
      }
      put(zip, root + PICKLE, pickle.with(half, shapes, attributes));
      for (Map.Entry<String, byte[]> each : script.entrySet()) {
        if (!each.getKey().equals(PICKLE)) {
          put(zip, root + each.getKey(), each.getValue());
        }
      }
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] encoded(float[] values, boolean half) {
    int bytes = half ? Short.BYTES : Float.BYTES;
    ByteBuffer out = ByteBuffer.allocate(bytes * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (half) {
        out.putShort(Half.of(value));
      } else {
        out.putFloat(value);
      }
    }
    return out.array();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
