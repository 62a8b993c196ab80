package org.contourflow.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A compressed frame is judged by its own header; nothing of these is ever decoded. */
class CodestreamTest {
  private static final PixelFormat FORMAT = new PixelFormat(64, 48, 1, 16, 12, 11, false, false);

  private static byte[] bytes(Consumer<ByteBuffer> content) {
    ByteBuffer all = ByteBuffer.allocate(4096);
    content.accept(all);
    byte[] bytes = new byte[all.position()];
    all.flip().get(bytes);
    return bytes;
  }

  private static byte[] jpeg(int rows, int columns, int components) {
    return bytes(
        b ->
            b.putShort((short) 0xFFD8)
                .putShort((short) 0xFFE0)
                .putShort((short) 4)
                .putShort((short) 0)
                .putShort((short) 0xFFC3)
                .putShort((short) (8 + 3 * components))
                .put((byte) 12)
                .putShort((short) rows)
                .putShort((short) columns)
                .put((byte) components));
  }

  /** SIZ and COD as T.800 has them, then one empty tile. */
  private static byte[] jpeg2000(int width, int height, int tile, int layers, int precinct) {
    return bytes(
        b -> {
          b.putShort((short) 0xFF4F).putShort((short) 0xFF51).putShort((short) 41);
          b.putShort((short) 0).putInt(width).putInt(height).putInt(0).putInt(0);
          b.putInt(tile).putInt(tile).putInt(0).putInt(0).putShort((short) 1);
          b.put(new byte[] {11, 1, 1});
          b.putShort((short) 0xFF52).putShort((short) 18).put((byte) 1).put((byte) 0);
          b.putShort((short) layers).put((byte) 0);
          b.put(new byte[] {5, 4, 4, 0, 1});
          for (int level = 0; level <= 5; level++) {
            b.put((byte) (precinct | precinct << 4));
          }
          b.putShort((short) 0xFF90).putShort((short) 10).putShort((short) 0).putInt(14);
          b.put(new byte[] {0, 1}).putShort((short) 0xFF93).putShort((short) 0xFFD9);
        });
  }

  private static void check(byte[] frame, PixelCodec codec) throws PixelDecodeException {
    Codestream.check(frame, codec, FORMAT);
  }

  @Test
  void a_frame_that_says_what_the_image_says_passes() {
    assertThatCode(() -> check(jpeg(64, 48, 1), PixelCodec.JPEG)).doesNotThrowAnyException();
    assertThatCode(() -> check(jpeg2000(48, 64, 64, 1, 15), PixelCodec.JPEG_2000))
        .doesNotThrowAnyException();
  }

  @Test
  void another_size_or_colour_is_refused_before_decoding() {
    for (byte[] frame : new byte[][] {jpeg(65_535, 65_535, 1), jpeg(64, 48, 3), jpeg(0, 48, 1)}) {
      assertThatThrownBy(() -> check(frame, PixelCodec.JPEG))
          .isInstanceOf(PixelDecodeException.class)
          .hasMessageContaining("another size");
    }
    assertThatThrownBy(
            () -> check(jpeg2000(1_000_000, 1_000_000, 1_000_000, 1, 15), PixelCodec.JPEG_2000))
        .isInstanceOf(PixelDecodeException.class);
  }

  @Test
  void a_stream_cut_into_countless_parts_is_refused() {
    PixelFormat large = new PixelFormat(4096, 4096, 1, 16, 12, 11, false, false);
    byte[] tiny = pad(jpeg2000(4096, 4096, 8, 1, 15));
    byte[] precincts = pad(jpeg2000(4096, 4096, 4096, 1000, 1));
    for (byte[] frame : new byte[][] {tiny, precincts}) {
      assertThatThrownBy(() -> Codestream.check(frame, PixelCodec.JPEG_2000, large))
          .isInstanceOf(PixelDecodeException.class)
          .hasMessageContaining("the compressed image has");
    }
  }

  private static byte[] pad(byte[] frame) {
    ByteArrayOutputStream padded = new ByteArrayOutputStream();
    padded.writeBytes(frame);
    padded.writeBytes(new byte[1 << 16]);
    return padded.toByteArray();
  }

  @Test
  void a_large_image_of_almost_no_bytes_is_refused_and_a_blank_ct_slice_is_not() {
    PixelFormat large = new PixelFormat(8192, 8192, 1, 16, 12, 11, false, false);
    assertThatThrownBy(() -> Codestream.check(new byte[200], PixelCodec.RLE, large))
        .hasMessageContaining("times its size");
    PixelFormat slice = new PixelFormat(512, 512, 1, 16, 12, 11, false, false);
    assertThatCode(() -> Codestream.check(new byte[200], PixelCodec.RLE, slice))
        .doesNotThrowAnyException();
  }

  @Test
  void what_ends_within_its_header_is_refused_in_words() {
    for (int length : new int[] {0, 1, 3, 12}) {
      byte[] cut = java.util.Arrays.copyOf(jpeg(64, 48, 1), length);
      assertThatThrownBy(() -> check(cut, PixelCodec.JPEG))
          .isInstanceOf(PixelDecodeException.class);
      byte[] cut2000 = java.util.Arrays.copyOf(jpeg2000(48, 64, 64, 1, 15), length);
      assertThatThrownBy(() -> check(cut2000, PixelCodec.JPEG_2000))
          .isInstanceOf(PixelDecodeException.class);
    }
  }
}
