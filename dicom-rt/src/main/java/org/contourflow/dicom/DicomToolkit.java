package org.contourflow.dicom;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.IIOServiceProvider;
import org.aoju.bus.image.galaxy.data.SpecificCharacterSet;

/** Puts the toolkit into the state the project relies on, once per process. */
public final class DicomToolkit {
  /** Character set of a data set that names none, where the standard allows ASCII only. */
  public static final String DEFAULT_CHARACTER_SET = "ISO_IR 100";

  private static final String NATIVE_READERS = "org.aoju.bus.image.nimble.opencv.";

  private DicomToolkit() {}

  /**
   * Sets the default character set (the toolkit's own is GB18030, which would misread the Latin-1
   * names that scanners write without saying so) and takes its ImageIO plug-ins off, which need
   * OpenCV's native library and fail when asked. Cheap to call again; every entry of this package
   * does.
   */
  public static void initialise() {
    Holder.touch();
  }

  /** Runs the initialisation under the class loader's own lock. */
  private static final class Holder {
    static {
      SpecificCharacterSet.setDefaultCharacterSet(DEFAULT_CHARACTER_SET);
      ImageIO.setUseCache(false);
      ImageIO.scanForPlugins();
      deregisterNativeReaders(IIORegistry.getDefaultInstance());
    }

    private static void touch() {
      // Loading the class does the work.
    }
  }

  private static void deregisterNativeReaders(IIORegistry registry) {
    List<IIOServiceProvider> natives = new ArrayList<>();
    for (Iterator<Class<?>> categories = registry.getCategories(); categories.hasNext(); ) {
      registry
          .getServiceProviders(categories.next(), false)
          .forEachRemaining(
              provider -> {
                if (provider.getClass().getName().startsWith(NATIVE_READERS)) {
                  natives.add((IIOServiceProvider) provider);
                }
              });
    }
    natives.forEach(registry::deregisterServiceProvider);
  }
}
