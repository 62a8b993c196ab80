package org.contourflow.testdata;

import com.github.jaiimageio.jpeg2000.J2KImageWriteParam;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriter;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Lossless JPEG 2000 by jai-imageio's writer. At its usual five levels it loses values of about one
 * in seventy small frames; at three it lost none of 1200 of 32 x 32 to 71 x 71 pixels.
 */
final class Jpeg2000 {
  private static final int LEVELS = 3;

  private Jpeg2000() {}

  /** The bare codestream of 16-bit values, little endian. */
  static byte[] lossless(byte[] values, int rows, int columns) {
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_USHORT_GRAY);
    short[] pixels = ((DataBufferUShort) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (short) (values[2 * i] & 0xFF | (values[2 * i + 1] & 0xFF) << 8);
    }
    J2KImageWriter writer = new J2KImageWriter(new J2KImageWriterSpi());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      J2KImageWriteParam how = (J2KImageWriteParam) writer.getDefaultWriteParam();
      how.setLossless(true);
      how.setFilter(J2KImageWriteParam.FILTER_53);
      how.setNumDecompositionLevels(LEVELS);
      how.setEncodingRate(Double.MAX_VALUE);
      how.setWriteCodeStreamOnly(true);
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture in memory is written", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
