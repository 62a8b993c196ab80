package org.contourflow.model.djl;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TorchScriptFileTest {
  private static final String HARMLESS = "\u0080\u0002]q\u0000.";

  private static byte[] archive(Map<String, String> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> e : entries.entrySet()) {
        byte[] bytes = e.getValue().getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(e.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
      }
    }
    return out.toByteArray();
  }

  private static byte[] script(String dataPickle) throws IOException {
    return archive(
        Map.of(
            "net/data.pkl",
            dataPickle,
            "net/constants.pkl",
            HARMLESS,
            "net/code/__torch__.py",
            "def forward(self, x): return x"));
  }

  /** Whatever this module has: scripted, traced and frozen, by two versions of PyTorch. */
  static Stream<Path> shipped() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : List.of("main/resources/models", "test/resources/parity")) {
      try (Stream<Path> files = Files.walk(Path.of("src", folder.split("/")))) {
        files.filter(f -> f.toString().endsWith(".pt")).forEach(found::add);
      }
    }
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void what_torch_scripts_traces_and_freezes_is_let_through(Path file) {
    assertThatCode(() -> TorchScriptFile.check(file.toString(), Files.readAllBytes(file)))
        .doesNotThrowAnyException();
  }

  @Test
  void a_pickle_that_calls_the_shell_is_refused_by_name() throws IOException {
    byte[] unsafe =
        script("\u0080\u0002cposix\nsystem\nX\u0004\u0000\u0000\u0000trueq\u0000\u0085R.");
    assertThatThrownBy(() -> TorchScriptFile.check("net.pt", unsafe))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("net.pt holds a pickle that calls posix.system: unsafe");
  }

  @Test
  void a_name_that_only_begins_like_torch_is_not_torchs() throws IOException {
    byte[] unsafe = script("\u0080\u0002ctorchvision\nevil\n)R.");
    assertThatThrownBy(() -> TorchScriptFile.check("net.pt", unsafe))
        .hasMessageContaining("calls torchvision.evil");
  }

  @Test
  void an_operation_that_builds_a_name_from_strings_is_refused() throws IOException {
    byte[] unsafe = script("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093.");
    assertThatThrownBy(() -> TorchScriptFile.check("net.pt", unsafe))
        .hasMessageContaining("a pickle operation (0x8c)");
  }

  @Test
  void a_checkpoint_is_not_torch_script() throws IOException {
    byte[] zipped = archive(Map.of("archive/data.pkl", HARMLESS));
    byte[] plain = HARMLESS.getBytes(StandardCharsets.ISO_8859_1);
    for (byte[] checkpoint : new byte[][] {zipped, plain, {}}) {
      assertThatThrownBy(() -> TorchScriptFile.check("checkpoint_final.pth", checkpoint))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("checkpoint_final.pth is not TorchScript")
          .hasMessageContaining("torch.jit");
    }
  }

  @Test
  void a_file_cut_anywhere_is_refused_and_nothing_worse_happens() throws IOException {
    byte[] whole = script("\u0080\u0002ctorch\nfloat\nq\u0000.");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> TorchScriptFile.check("net.pt", cut))
          .isInstanceOf(IOException.class);
    }
  }
}
