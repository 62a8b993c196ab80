package org.contourflow.model.djl;

import java.util.Locale;

/**
 * How the engine computes. One a process: libtorch has one pool of threads.
 *
 * @param threads threads within one operation; 0: as many as libtorch takes, one a core
 * @param device {@code cpu}, {@code gpu} (the first) or {@code gpu:N}
 * @param memoryMb what the whole process may take while it contours, MiB
 */
public record EngineSettings(int threads, String device, int memoryMb) {
  /** Whole process, JVM and engine. */
  public static final int DEFAULT_MEMORY_MB = 4096;

  /** All cores, no GPU. */
  public static final EngineSettings DEFAULTS = new EngineSettings(0, "cpu", DEFAULT_MEMORY_MB);

  public EngineSettings {
    device = device.toLowerCase(Locale.ROOT);
    if (!device.matches("cpu|gpu(:[0-9]{1,2})?")) {
      throw new IllegalArgumentException("the device is cpu, gpu or gpu:N, not " + device);
    }
    if (threads < 0 || memoryMb < 1) {
      throw new IllegalArgumentException("threads >= 0 and memoryMb >= 1 are needed");
    }
  }

  /** With another limit. */
  public EngineSettings withMemoryMb(int mb) {
    return new EngineSettings(threads, device, mb);
  }

  /** The limit in bytes. */
  public long memoryBytes() {
    return (long) memoryMb << 20;
  }

  /** Number of the GPU, or -1 for none. */
  int gpu() {
    if (device.equals("cpu")) {
      return -1;
    }
    int colon = device.indexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(device.substring(colon + 1));
  }
}
