package org.contourflow.model.djl;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Looks at a weights file before the engine does: only a TorchScript archive whose pickles name
 * nothing but torch's own types goes on. A checkpoint ({@code .pth}) is a pickle that Python would
 * execute; the engine would not, but a file of that kind was not exported for this program.
 *
 * <p>The engine's own reader knows a few of pickle's operations; the others are refused here. What
 * the script itself does when it runs is not judged: a TorchScript file is a program.
 */
final class TorchScriptFile {
  private static final List<String> MODULES = List.of("__torch__", "torch", "collections");

  private TorchScriptFile() {}

  /**
   * Checks a file's bytes.
   *
   * @throws IOException with the reason, if the file is not TorchScript or its pickles are unsafe
   */
  static void check(String name, byte[] bytes) throws IOException {
    boolean code = false;
    boolean constants = false;
    try {
      StoredZip zip = new StoredZip(bytes);
      for (String entry : zip.names()) {
        code |= entry.contains("/code/");
        constants |= entry.endsWith("/constants.pkl");
        if (entry.endsWith(".pkl")) {
          globals(name, zip.read(entry));
        }
      }
    } catch (ZipException e) {
      throw notTorchScript(name, e.getMessage());
    }
    if (!code || !constants) {
      throw notTorchScript(name, "holds no script");
    }
  }

  private static IOException notTorchScript(String name, String why) {
    return new IOException(
        name
            + " is not TorchScript, it "
            + why
            + " (a checkpoint or another pickle is not loaded); export it with torch.jit.trace or"
            + " script");
  }

  /** Reads a pickle's operations without doing them. */
  private static void globals(String file, byte[] pickle) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (in.hasRemaining()) {
        int operation = Byte.toUnsignedInt(in.get());
        switch (operation) {
          case 'c' -> global(file, line(in), line(in));
          case ']', ')', '}', '(', 'N', 't', 'a', 'e', 'b', 's', 'u', 'R', 'Q', '.' -> {}
          case 0x81, 0x85, 0x86, 0x87, 0x88, 0x89 -> {}
          case 0x80, 'q', 'h', 'K' -> skip(in, 1);
          case 'M' -> skip(in, 2);
          case 'r', 'j', 'J' -> skip(in, 4);
          case 'G' -> skip(in, 8);
          case 0x8a -> skip(in, Byte.toUnsignedInt(in.get()));
          case 'X' -> skip(in, in.getInt());
          default ->
              throw new IOException(
                  "%s holds a pickle operation (0x%02x) that TorchScript has not; not loaded"
                      .formatted(file, operation));
        }
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException(file + " holds a pickle that is cut short; not loaded", e);
    }
  }

  private static void skip(ByteBuffer in, int bytes) {
    in.position(in.position() + bytes);
  }

  private static String line(ByteBuffer in) {
    List<Byte> text = new ArrayList<>();
    for (byte b = in.get(); b != '\n'; b = in.get()) {
      text.add(b);
    }
    byte[] out = new byte[text.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = text.get(i);
    }
    return new String(out, StandardCharsets.UTF_8);
  }

  private static void global(String file, String module, String name) throws IOException {
    String top = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    if (!MODULES.contains(top)) {
      throw new IOException(
          file + " holds a pickle that calls " + module + "." + name + ": unsafe, not loaded");
    }
  }
}
