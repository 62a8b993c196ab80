package org.contourflow.model.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.contourflow.model.Network;
import org.contourflow.model.Network.ElementType;

/**
 * An array of a NumPy .npy file (format 1 to 3): little-endian float32 or uint8 in C order, nothing
 * else; Python objects, which NumPy would unpickle, are refused.
 *
 * @param values direct, native order, at position 0
 */
public record NpyArray(List<Integer> shape, ElementType type, ByteBuffer values) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([^']+)', 'fortran_order': (True|False), 'shape': \\(([0-9, ]*)\\), \\}\\s*");

  /** Parses a file's bytes. */
  public static NpyArray parse(String name, byte[] bytes) throws IOException {
    if (bytes.length < 12 || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, 6))) {
      throw new IOException(name + " is not a .npy file");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(8);
    int length = bytes[6] == 1 ? Short.toUnsignedInt(in.getShort()) : in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IOException(name + " is cut short in its header");
    }
    byte[] text = new byte[length];
    in.get(text);
    Matcher header = HEADER.matcher(new String(text, StandardCharsets.US_ASCII));
    if (!header.matches() || header.group(2).equals("True")) {
      throw new IOException(name + " must be a C-ordered array of float32 or uint8");
    }
    List<Integer> shape =
        Arrays.stream(header.group(3).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .map(Integer::valueOf)
            .toList();
    return body(name, in, type(name, header.group(1)), shape);
  }

  private static ElementType type(String name, String descriptor) throws IOException {
    return switch (descriptor) {
      case "<f4" -> ElementType.FLOAT32;
      case "|u1" -> ElementType.UINT8;
      default -> throw new IOException(name + " holds " + descriptor + ", not float32 or uint8");
    };
  }

  private static NpyArray body(String name, ByteBuffer in, ElementType type, List<Integer> shape)
      throws IOException {
    long count = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    int size = type == ElementType.FLOAT32 ? Float.BYTES : 1;
    if (in.remaining() != count * size) {
      throw new IOException(name + " has " + in.remaining() + " bytes for the shape " + shape);
    }
    ByteBuffer out = ByteBuffer.allocateDirect(in.remaining()).order(ByteOrder.nativeOrder());
    if (type == ElementType.FLOAT32) {
      while (in.hasRemaining()) {
        out.putFloat(in.getFloat());
      }
    } else {
      out.put(in);
    }
    return new NpyArray(shape, type, out.flip());
  }

  /** The array as a file's bytes (format 1). */
  public byte[] encoded() {
    String descriptor = type == ElementType.FLOAT32 ? "<f4" : "|u1";
    String sides = shape.stream().map(n -> n + ",").collect(Collectors.joining(" "));
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(descriptor, sides);
    // The values begin at a multiple of 64; the header ends with a line break.
    int padding = 63 - (MAGIC.length + 4 + header.length()) % 64;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer from = values.duplicate().order(ByteOrder.nativeOrder());
    ByteBuffer out =
        ByteBuffer.allocate(MAGIC.length + 4 + text.length + from.remaining())
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length).put(text);
    while (from.hasRemaining()) {
      if (type == ElementType.FLOAT32) {
        out.putFloat(from.getFloat());
      } else {
        out.put(from.get());
      }
    }
    return out.array();
  }

  /** As a network's input. */
  public Network.Input asInput(String name) throws IOException {
    if (type != ElementType.FLOAT32) {
      throw new IOException(name + " must be float32 to go into a network");
    }
    return new Network.Input(shape, values.duplicate().order(ByteOrder.nativeOrder()));
  }
}
