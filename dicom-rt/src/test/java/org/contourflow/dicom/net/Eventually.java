package org.contourflow.dicom.net;

import java.util.concurrent.Callable;

/** Waits for something another thread does. */
public final class Eventually {
  private Eventually() {}

  public static void holds(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not come true within 60 s");
      }
      Thread.sleep(20);
    }
  }
}
