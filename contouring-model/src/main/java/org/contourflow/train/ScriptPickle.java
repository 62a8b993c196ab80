package org.contourflow.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code data.pkl} of a TorchScript archive: which tensors a network has, under which names, in
 * which of the archive's files, and its whole numbers. Reads the few operations that libtorch's own
 * pickler writes (protocol 2) and executes nothing; writes the same pickle with other shapes.
 */
final class ScriptPickle {
  private final byte[] bytes;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Span> numbers = new HashMap<>();

  /** Marks the start of a tuple on the stack. */
  private static final Object MARK = new Object();

  /** Where a value stands in the pickle: from {@code start} up to, not including, {@code end}. */
  private record Span(Object value, int start, int end) {}

  /** A module while it is read: what it holds, by attribute. */
  private record Module(Map<String, Span> state) {}

  /** A file of the archive that holds numbers. */
  private record Storage(String type, String file, Span count) {}

  private record Loaded(Storage storage, List<Span> shape, Span shapeTuple, Span strides) {}

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
  private final List<Span> types = new ArrayList<>();

  /**
   * Reads a pickle.
   *
   * @throws IOException if it holds what libtorch's pickler does not write
   */
  ScriptPickle(byte[] bytes) throws IOException {
    this.bytes = bytes.clone();
    try {
      names("", new Reader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)).read());
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
                ints(spans(loaded.strides()))));
      } else if (value instanceof Integer || value instanceof List) {
        numbers.put(name, each.getValue());
      }
    }
  }

  private static int[] ints(List<Span> spans) {
    return spans.stream().mapToInt(s -> (Integer) s.value()).toArray();
  }

  @SuppressWarnings("unchecked")
  private static List<Span> spans(Span tuple) {
    return (List<Span>) tuple.value();
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

  /** A stack machine over the pickle's operations. */
  private final class Reader {
    private final ByteBuffer in;
    private final Deque<Span> stack = new ArrayDeque<>();
    private final Map<Integer, Span> memo = new HashMap<>();

    Reader(ByteBuffer in) {
      this.in = in;
    }

    Module read() throws IOException {
      while (in.hasRemaining()) {
        int start = in.position();
        int operation = Byte.toUnsignedInt(in.get());
        if (operation == '.') {
          return (Module) stack.pop().value();
        }
        step(operation, start);
      }
      throw new IOException("holds a pickle that is cut short");
    }

    private void step(int operation, int start) throws IOException {
      switch (operation) {
        case 0x80 -> in.get();
        case 'c' -> global(start);
        case 'q' -> memo.put(Byte.toUnsignedInt(in.get()), stack.peek());
        case 'r' -> memo.put(in.getInt(), stack.peek());
        case 'h' -> again(memo.get(Byte.toUnsignedInt(in.get())), start);
        case 'j' -> again(memo.get(in.getInt()), start);
        case '(' -> push(MARK, start);
        case ')', '}', ']' -> push(new ArrayList<Span>(), start);
        case 'N' -> push("none", start);
        case 0x88, 0x89 -> push("bool", start);
        case 'K' -> push(Byte.toUnsignedInt(in.get()), start);
        case 'M' -> push(Short.toUnsignedInt(in.getShort()), start);
        case 'J' -> push(in.getInt(), start);
        case 0x8a -> push(longOf(), start);
        case 'G' -> push(in.getDouble(), start);
        case 'X' -> push(text(), start);
        case 't' -> tuple();
        case 'e', 'u' -> gather();
        case 'a' -> append();
        case 's' -> set();
        case 0x81 -> object();
        case 'Q' -> storage();
        case 'R' -> reduce();
        case 'b' -> build();
        default ->
            throw new IOException(
                "holds a pickle operation (0x%02x) that a network has not".formatted(operation));
      }
    }

    private void push(Object value, int start) {
      stack.push(new Span(value, start, in.position()));
    }

    private void again(Span known, int start) throws IOException {
      if (known == null) {
        throw new IOException("refers to a value that is not there");
      }
      push(known.value(), start);
    }

    private void global(int start) {
      String name = line() + "." + line();
      push(name, start);
      if (name.equals("torch.FloatStorage") || name.equals("torch.HalfStorage")) {
        types.add(stack.peek());
      }
    }

    private String line() {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (byte b = in.get(); b != '\n'; b = in.get()) {
        text.write(b);
      }
      return text.toString(StandardCharsets.UTF_8);
    }

    private String text() {
      byte[] text = new byte[in.getInt()];
      in.get(text);
      return new String(text, StandardCharsets.UTF_8);
    }

    private Object longOf() throws IOException {
      int length = Byte.toUnsignedInt(in.get());
      if (length > 4) {
        throw new IOException("holds a number that is too large");
      }
      int value = 0;
      for (int i = 0; i < length; i++) {
        value |= Byte.toUnsignedInt(in.get()) << 8 * i;
      }
      return value;
    }

    private List<Span> sinceMark() {
      Deque<Span> items = new ArrayDeque<>();
      for (Span top = stack.pop(); top.value() != MARK; top = stack.pop()) {
        items.push(top);
      }
      return new ArrayList<>(items);
    }

    private void tuple() {
      int start = lastMark();
      push(sinceMark(), start);
    }

    private int lastMark() {
      return stack.stream().filter(s -> s.value() == MARK).findFirst().orElseThrow().start();
    }

    private void gather() {
      List<Span> items = sinceMark();
      Span target = stack.pop();
      spans(target).addAll(items);
      push(target.value(), target.start());
    }

    private void append() {
      Span item = stack.pop();
      Span target = stack.pop();
      spans(target).add(item);
      push(target.value(), target.start());
    }

    private void set() {
      Span value = stack.pop();
      Span key = stack.pop();
      Span target = stack.pop();
      spans(target).add(key);
      spans(target).add(value);
      push(target.value(), target.start());
    }

    private void object() {
      stack.pop();
      Span type = stack.pop();
      push(type.value(), type.start());
    }

    /** ('storage', type, file, place, count). */
    private void storage() {
      Span tuple = stack.pop();
      List<Span> parts = spans(tuple);
      String type = String.valueOf(parts.get(1).value()).replace("torch.", "");
      push(new Storage(type, (String) parts.get(2).value(), parts.get(4)), tuple.start());
    }

    private void reduce() throws IOException {
      Span arguments = stack.pop();
      Span function = stack.pop();
      List<Span> parts = spans(arguments);
      Object made = function.value();
      if ("torch._utils._rebuild_tensor_v2".equals(made)) {
        if ((Integer) parts.get(1).value() != 0) {
          throw new IOException("has weights that share a file");
        }
        made =
            new Loaded(
                (Storage) parts.get(0).value(), spans(parts.get(2)), parts.get(2), parts.get(3));
        push(made, function.start());
      } else if ("torch.jit._pickle.build_intlist".equals(made)) {
        // Only the list itself is ever replaced.
        stack.push(parts.get(0));
      } else {
        push(made, function.start());
      }
    }

    private void build() {
      Span state = stack.pop();
      Span object = stack.pop();
      List<Span> items = spans(state);
      Map<String, Span> map = new LinkedHashMap<>();
      for (int i = 0; i < items.size(); i += 2) {
        map.put((String) items.get(i).value(), items.get(i + 1));
      }
      push(new Module(map), object.start());
    }
  }
}
