package org.contourflow.qa;

/** From least to most, both in it. */
public record Range(double least, double most) {
  public Range {
    if (!(least <= most)) {
      throw new IllegalArgumentException("a range is from least to most");
    }
  }
}
