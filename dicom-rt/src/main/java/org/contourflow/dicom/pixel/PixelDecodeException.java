package org.contourflow.dicom.pixel;

import java.io.IOException;
import java.io.Serial;

/** Pixel data that does not decode to the image its header promises. */
public final class PixelDecodeException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  public PixelDecodeException(String message) {
    super(message);
  }

  public PixelDecodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
