package org.contourflow.model;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/** A loaded network on plain arrays. Thread-safe: one set of weights, any number of callers. */
public interface Network extends AutoCloseable {
  /**
   * Runs the network once.
   *
   * @param inputs in the order of the network's arguments
   * @param reader reads the output; its buffer is of the engine and gone when this returns
   * @throws NetworkException if the engine reports an error
   */
  <T> T run(List<Input> inputs, Function<Output, T> reader);

  @Override
  void close();

  /**
   * A float32 tensor.
   *
   * @param shape e.g. (1, channels, slices, rows, columns)
   * @param values direct, native order, at position 0, exactly as many floats as the shape holds;
   *     may be shared with the engine during the run
   */
  record Input(List<Integer> shape, ByteBuffer values) {
    public Input {
      shape = List.copyOf(shape);
      long count = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
      if (!values.isDirect() || values.remaining() != count * Float.BYTES) {
        throw new IllegalArgumentException(
            "shape " + shape + " needs a direct buffer of " + count * Float.BYTES + " bytes");
      }
    }
  }

  /**
   * What came out.
   *
   * @param values native order; float32 or bytes
   */
  record Output(List<Integer> shape, ElementType type, ByteBuffer values) {}

  /** The types an output may have; a script casts anything else. */
  enum ElementType {
    FLOAT32,
    UINT8
  }

  /** The engine's error, in its words, without its stack of script lines. */
  final class NetworkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NetworkException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
