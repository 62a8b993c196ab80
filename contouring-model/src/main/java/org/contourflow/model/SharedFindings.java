package org.contourflow.model;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What models of one CT find before their own structures and can use of each other, so that it is
 * found once. Made for one call of {@link CompositeSegmenter#segment}, and gone with it. Used by
 * one thread.
 */
public final class SharedFindings {
  private final Map<String, Object> found = new HashMap<>();

  /**
   * What was found under this name, or what is made now. A maker that throws leaves nothing.
   *
   * @param name says who finds what from the same CT in the same way
   * @throws ClassCastException if that name has something else
   */
  public <T> T of(String name, Class<T> type, Supplier<T> make) {
    Object known = found.get(name);
    if (known == null) {
      known = make.get();
      found.put(name, known);
    }
    return type.cast(known);
  }

  int size() {
    return found.size();
  }

  /** Lets go of it; of nothing, if it is not there. */
  void forget(String name) {
    found.remove(name);
  }
}
