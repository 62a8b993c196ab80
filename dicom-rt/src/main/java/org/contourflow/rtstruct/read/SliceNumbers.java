package org.contourflow.rtstruct.read;

import java.util.ArrayList;
import java.util.List;

/** Slice numbers for people. */
final class SliceNumbers {
  private SliceNumbers() {}

  /** Ascending numbers with runs in short: {@code 3, 7-12}. */
  static String text(List<Integer> numbers) {
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < numbers.size(); ) {
      int last = i;
      while (last + 1 < numbers.size() && numbers.get(last + 1) == numbers.get(last) + 1) {
        last++;
      }
      runs.add(numbers.get(i) + (last == i ? "" : "-" + numbers.get(last)));
      i = last + 1;
    }
    return String.join(", ", runs);
  }
}
