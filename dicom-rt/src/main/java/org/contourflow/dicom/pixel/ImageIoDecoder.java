package org.contourflow.dicom.pixel;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.contourflow.dicom.DicomToolkit;

/** JPEG and JPEG 2000 through the pure Java ImageIO plug-ins, as raw samples without colour. */
final class ImageIoDecoder {
  private static final String JPEG_READER = "com.twelvemonkeys.imageio.plugins.jpeg.";
  private static final String JPEG_2000_READER = "com.github.jaiimageio.jpeg2000.";

  private ImageIoDecoder() {}

  static int[] decode(byte[] frame, PixelCodec codec, PixelFormat format)
      throws PixelDecodeException {
    if (codec == PixelCodec.JPEG && JpegExtendedDecoder.accepts(frame)) {
      return JpegExtendedDecoder.decode(frame, format);
    }
    ImageReader reader = reader(codec);
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(frame))) {
      reader.setInput(in, true, true);
      Raster raster =
          codec == PixelCodec.JPEG ? reader.readRaster(0, null) : reader.read(0).getRaster();
      if (raster.getWidth() != format.columns()
          || raster.getHeight() != format.rows()
          || raster.getNumBands() != 1) {
        throw new PixelDecodeException(
            "the compressed image has another size than the header says");
      }
      return raster.getSamples(0, 0, format.columns(), format.rows(), 0, (int[]) null);
    } catch (PixelDecodeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The plug-ins throw whatever they stumble on when the stream is damaged.
      throw new PixelDecodeException("the compressed image is damaged or of an unknown kind", e);
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(PixelCodec codec) {
    DicomToolkit.initialise();
    boolean jpeg = codec == PixelCodec.JPEG;
    String wanted = jpeg ? JPEG_READER : JPEG_2000_READER;
    Iterator<ImageReader> readers =
        ImageIO.getImageReadersByFormatName(jpeg ? "JPEG" : "jpeg 2000");
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith(wanted)) {
        return reader;
      }
    }
    throw new IllegalStateException("the decoder " + wanted + "* is not on the class path");
  }
}
