package org.contourflow.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stack machine over the few operations that libtorch's own pickler writes (protocol 2); executes
 * nothing.
 */
final class PickleReader {
  /** Marks the start of a tuple on the stack. */
  private static final Object MARK = new Object();

  /** Where a value stands in the pickle: from {@code start} up to, not including, {@code end}. */
  record Span(Object value, int start, int end) {}

  /** A module while it is read: what it holds, by attribute. */
  record Module(Map<String, Span> state) {}

  /** A file of the archive that holds numbers. */
  record Storage(String type, String file, Span count) {}

  record Loaded(Storage storage, List<Span> shape, Span shapeTuple, Span strides) {}

  private final List<Span> types = new ArrayList<>();
  private final ByteBuffer in;
  private final Deque<Span> stack = new ArrayDeque<>();
  private final Map<Integer, Span> memo = new HashMap<>();

  PickleReader(ByteBuffer in) {
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

  /** Where the names of the storages' types stand. */
  List<Span> types() {
    return types;
  }

  @SuppressWarnings("unchecked")
  static List<Span> spans(Span tuple) {
    return (List<Span>) tuple.value();
  }
}
