package org.contourflow.query;

import java.util.List;
import java.util.Optional;

/**
 * Some of what was asked for, and where the rest begins.
 *
 * @param next what to ask the next page with; empty: this was the last
 */
public record Page<T>(List<T> items, Optional<String> next) {
  /** Most that one page holds. */
  public static final int LARGEST = 500;

  public Page {
    items = List.copyOf(items);
  }
}
