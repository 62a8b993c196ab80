package org.contourflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.contourflow.intake.ZipContents.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipLimitsTest {
  @TempDir Path root;

  private Path zip(int entries, long bytesEach) throws IOException {
    Path zip = root.resolve("a.zip");
    byte[] block = new byte[1 << 16];
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (int i = 0; i < entries; i++) {
        out.putNextEntry(new ZipEntry("e" + i));
        for (long left = bytesEach; left > 0; left -= block.length) {
          out.write(block, 0, (int) Math.min(left, block.length));
        }
        out.closeEntry();
      }
    }
    return zip;
  }

  private static String code(Result result) {
    return ((Result.Refused) result).reason().code();
  }

  @Test
  void what_unfolds_to_far_more_than_its_size_is_a_bomb_and_nothing_is_left() throws IOException {
    Path into = root.resolve("into");
    assertThat(code(ZipContents.unpack(zip(3, 100L << 20), into, Long.MAX_VALUE)))
        .isEqualTo("ZIP_BOMB");
    assertThat(into).doesNotExist();
  }

  @Test
  void without_room_it_waits_and_is_not_refused() throws IOException {
    Path into = root.resolve("into");
    Path zip = zip(3, 2 << 20);
    assertThatThrownBy(() -> ZipContents.unpack(zip, into, Long.MAX_VALUE, () -> 1_500_000))
        .isInstanceOf(ZipContents.NoRoomException.class);
    assertThat(into).doesNotExist();
    assertThat(zip).exists();
    assertThat(ZipContents.unpack(zip, into, Long.MAX_VALUE)).isInstanceOf(Result.Done.class);
  }

  @Test
  void a_directory_that_would_fill_the_memory_is_refused_by_what_its_end_says() throws IOException {
    Path zip = zip(2, 10);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(zip)).order(ByteOrder.LITTLE_ENDIAN);
    int end = bytes.limit() - 22;
    assertThat(ZipDirectory.of(zip).entries()).isEqualTo(2);
    bytes.putInt(end + 12, 1 << 30);
    Files.write(zip, bytes.array());
    assertThat(code(ZipContents.unpack(zip, root.resolve("into"), Long.MAX_VALUE)))
        .isEqualTo("ZIP_TOO_LARGE");
  }
}
