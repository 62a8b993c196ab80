package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.train.data.CaseSource;

/** The de-identified cases of a set, which teach only as they were when the set was made. */
final class SealedCases implements CaseSource {
  private final CaseSource source;
  private final Path folder;
  private final Map<String, String> digests = new HashMap<>();

  SealedCases(CaseSource source, Path folder, List<TrainingSet.Case> cases) {
    this.source = source;
    this.folder = folder;
    cases.forEach(c -> digests.put(c.id(), c.sha256()));
  }

  @Override
  public List<String> ids() {
    return digests.keySet().stream().sorted().toList();
  }

  @Override
  public LabelledCase read(String id) throws IOException {
    if (!FileTrees.digest(folder.resolve(id)).equals(digests.get(id))) {
      throw new IOException(id + " was changed since the training set was made; make a new set");
    }
    return source.read(id);
  }

  @Override
  public String fingerprint(String id) {
    return "set " + digests.get(id);
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
