package org.contourflow.demand.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was odd in a file and what was done about it: a line a kind, with how often and where first.
 */
public final class Notes {
  private record Note(int count, String first) {}

  private final Map<String, Note> notes = new LinkedHashMap<>();

  void add(String what, String where) {
    notes.merge(what, new Note(1, where), (a, b) -> new Note(a.count() + 1, a.first()));
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    notes.forEach(
        (what, note) ->
            lines.add(
                what
                    + ": "
                    + note.count()
                    + (note.count() == 1 ? ", " : ", the first ")
                    + note.first()));
    return lines;
  }
}
