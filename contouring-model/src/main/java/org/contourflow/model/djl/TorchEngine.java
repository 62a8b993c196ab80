package org.contourflow.model.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts libtorch once a process, offline, its native library unpacked below one known folder
 * (about 430 MB, 8 s the first time).
 */
public final class TorchEngine {
  private static final Logger LOG = LoggerFactory.getLogger(TorchEngine.class);
  private static final String PYTORCH = "PyTorch";
  private static final String CACHE = "DJL_CACHE_DIR";
  private static boolean started;
  private static EngineSettings settings = EngineSettings.DEFAULTS;

  private TorchEngine() {}

  /**
   * Starts the engine with these threads and this device, for all networks loaded from now on.
   *
   * @throws IOException if a GPU is asked for and the engine sees none
   */
  public static synchronized void use(EngineSettings wanted) throws IOException {
    start();
    int gpus = Engine.getEngine(PYTORCH).getGpuCount();
    if (wanted.gpu() >= gpus) {
      throw new IOException(
          "contouring.device is "
              + wanted.device()
              + ", but the engine sees "
              + gpus
              + " GPU(s): libtorch's CUDA flavour must be installed and named in"
              + " PYTORCH_LIBRARY_PATH (docs/models.md, GPU), or device must be cpu");
    }
    if (wanted.threads() > 0) {
      JniUtils.setNumThreads(wanted.threads());
    }
    settings = wanted;
    LOG.info("engine computes on {} with {} threads", wanted.device(), threads());
  }

  /** Where networks are loaded. */
  static synchronized Device device() {
    return settings.gpu() < 0 ? Device.cpu() : Device.gpu(settings.gpu());
  }

  /** Threads within one operation. */
  public static int threads() {
    start();
    return JniUtils.getNumThreads();
  }

  /**
   * Starts the engine with its native library below {@code cacheDir}; a later call, whatever its
   * folder, changes nothing. An environment variable {@code DJL_CACHE_DIR} wins over the argument.
   */
  public static synchronized void start(Path cacheDir) {
    if (started) {
      return;
    }
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    if (System.getenv(CACHE) == null && System.getProperty(CACHE) == null) {
      try {
        Files.createDirectories(cacheDir);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot make the engine's folder " + cacheDir, e);
      }
      System.setProperty(CACHE, cacheDir.toAbsolutePath().toString());
    }
    long begin = System.nanoTime();
    Engine engine = Engine.getEngine(PYTORCH);
    started = true;
    LOG.info(
        "engine PyTorch {} started in {} ms",
        engine.getVersion(),
        (System.nanoTime() - begin) / 1_000_000);
  }

  /** As {@link #start(Path)}, in {@code CONTOURFLOW_HOME/engine} or the user's own folder. */
  public static void start() {
    String home = System.getProperty("contourflow.home", System.getenv("CONTOURFLOW_HOME"));
    start(
        home != null
            ? Path.of(home, "engine")
            : Path.of(System.getProperty("user.home"), ".contourflow", "engine"));
  }

  /** Name and version, for provenance and the run log. */
  public static String version() {
    start();
    return "libtorch " + Engine.getEngine(PYTORCH).getVersion();
  }
}
