package org.contourflow.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.contourflow.train.PickleReader.Loaded;
import org.contourflow.train.PickleReader.Module;
import org.contourflow.train.PickleReader.Span;

/**
 * The {@code data.pkl} of a TorchScript archive: which tensors a network has, under which names, in
 * which of the archive's files, and its whole numbers. Reads the few operations that libtorch's own
 * pickler writes (protocol 2) and executes nothing; writes the same pickle with other shapes.
 */
final class ScriptPickle {
  private final byte[] bytes;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Span> numbers = new HashMap<>();

  /**
   * A tensor of the network.
   *
   * @param type {@code FloatStorage} or {@code HalfStorage}
   * @param file number of the archive's file {@code data/N}
   */
  record Tensor(String type, String file, int[] shape, int[] strides) {
    int size() {
      int size = 1;
      for (int n : shape) {
        size *= n;
      }
      return size;
    }
  }

  private final Map<String, Loaded> places = new HashMap<>();
  private final List<Span> types;

  /**
   * Reads a pickle.
   *
   * @throws IOException if it holds what libtorch's pickler does not write
   */
  ScriptPickle(byte[] bytes) throws IOException {
    this.bytes = bytes.clone();
    try {
      PickleReader reader = new PickleReader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
      names("", reader.read());
      this.types = reader.types();
    } catch (BufferUnderflowException | ClassCastException | java.util.NoSuchElementException e) {
      throw new IOException("is no network whose weights can be found", e);
    }
  }

  private void names(String prefix, Module module) {
    for (Map.Entry<String, Span> each : module.state().entrySet()) {
      String name = prefix + each.getKey();
      Object value = each.getValue().value();
      if (value instanceof Module inner) {
        names(name + ".", inner);
      } else if (value instanceof Loaded loaded) {
        places.put(name, loaded);
        tensors.put(
            name,
            new Tensor(
                loaded.storage().type(),
                loaded.storage().file(),
                ints(loaded.shape()),
                ints(PickleReader.spans(loaded.strides()))));
      } else if (value instanceof Integer || value instanceof List) {
        numbers.put(name, each.getValue());
      }
    }
  }

  private static int[] ints(List<Span> spans) {
    return spans.stream().mapToInt(s -> (Integer) s.value()).toArray();
  }

  /** The network's tensors by name ({@code h0.weight}), in the file's order. */
  Map<String, Tensor> tensors() {
    return Map.copyOf(tensors);
  }

  /** The tensors' names, in the file's order. */
  List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /**
   * The pickle with float32 or float16 storages, other shapes and other numbers. Tensors come out
   * contiguous, each alone in the file that it was in.
   *
   * @param shapes by name, of tensors that change
   * @param values an {@code Integer} or a list of them by name, of attributes that change
   */
  byte[] with(boolean half, Map<String, int[]> shapes, Map<String, Object> values)
      throws IOException {
    TreeMap<Integer, Edit> edits = new TreeMap<>();
    for (Span type : types) {
      edit(
          edits,
          type,
          ("ctorch\n" + (half ? "HalfStorage" : "FloatStorage") + "\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
    for (Map.Entry<String, Loaded> each : places.entrySet()) {
      int[] shape = shapes.getOrDefault(each.getKey(), tensors.get(each.getKey()).shape());
      int size = 1;
      for (int n : shape) {
        size = Math.multiplyExact(size, n);
      }
      edit(edits, each.getValue().storage().count(), number(size));
      edit(edits, each.getValue().shapeTuple(), tuple(shape));
      edit(edits, each.getValue().strides(), tuple(contiguous(shape)));
    }
    for (Map.Entry<String, Object> each : values.entrySet()) {
      Span at = numbers.get(each.getKey());
      if (at == null) {
        throw new IOException("has no attribute " + each.getKey());
      }
      edit(edits, at, encoded(each.getValue()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = 0;
    for (Map.Entry<Integer, Edit> each : edits.entrySet()) {
      out.write(bytes, from, each.getKey() - from);
      out.writeBytes(each.getValue().with());
      from = each.getValue().end();
    }
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }

  private record Edit(int end, byte[] with) {}

  private static void edit(Map<Integer, Edit> edits, Span at, byte[] with) {
    edits.put(at.start(), new Edit(at.end(), with));
  }

  static int[] contiguous(int[] shape) {
    int[] strides = new int[shape.length];
    int step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }

  private static byte[] encoded(Object value) {
    if (value instanceof Integer one) {
      return number(one);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(']');
    out.write('(');
    ((List<?>) value).forEach(each -> out.writeBytes(number((Integer) each)));
    out.write('e');
    return out.toByteArray();
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(5)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'J')
        .putInt(value)
        .array();
  }

  private static byte[] tuple(int[] values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('(');
    for (int value : values) {
      out.writeBytes(number(value));
    }
    out.write('t');
    return out.toByteArray();
  }
}
