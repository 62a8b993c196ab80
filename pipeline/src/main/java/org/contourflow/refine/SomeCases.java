package org.contourflow.refine;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.contourflow.train.data.CaseSource;

/** Those of a source's cases that were chosen. */
record SomeCases(CaseSource source, List<String> ids) implements CaseSource {
  static SomeCases of(CaseSource source, Collection<String> chosen) {
    return new SomeCases(source, List.copyOf(new TreeSet<>(chosen)));
  }

  @Override
  public LabelledCase read(String id) throws IOException {
    return source.read(id);
  }

  @Override
  public String fingerprint(String id) throws IOException {
    return source.fingerprint(id);
  }

  @Override
  public List<String> readingLosses() {
    return source.readingLosses();
  }

  @Override
  public List<String> leftOut() {
    return source.leftOut();
  }
}
