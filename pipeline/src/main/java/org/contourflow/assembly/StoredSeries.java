package org.contourflow.assembly;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.intake.StoredFiles;
import org.contourflow.series.CtSeries;
import org.contourflow.series.SeriesAssembly;

/** Series as they lie in the store. */
final class StoredSeries {
  private final SeriesFiles files;
  private final ArrivalStore arrivals;
  private final SeriesCatalogue catalogue;
  private final UntouchedFiles untouched = new UntouchedFiles();

  StoredSeries(SeriesFiles files, ArrivalStore arrivals, SeriesCatalogue catalogue) {
    this.files = files;
    this.arrivals = arrivals;
    this.catalogue = catalogue;
  }

  SeriesFiles files() {
    return files;
  }

  /**
   * The series of a case as it lies on disk now.
   *
   * @return empty if its instances are no longer those the case was made from
   * @throws MissingSlicesException if files of it are gone from the disk
   * @throws ChangedSlicesException if files of it do not hold what arrived
   */
  Optional<CtSeries> load(String seriesInstanceUid, String contentHash) throws IOException {
    List<StoredInstance> instances = arrivals.instancesOf(seriesInstanceUid);
    List<StoredInstance> missing = files.missing(instances);
    if (!missing.isEmpty()) {
      throw new MissingSlicesException(missing.size(), instances.size());
    }
    long changed = 0;
    for (StoredInstance instance : instances) {
      changed += untouched.holds(files.locate(instance), instance.sha256()) ? 0 : 1;
    }
    if (changed > 0) {
      throw new ChangedSlicesException(changed, instances.size());
    }
    SeriesAssembly assembly = assemble(instances);
    int of = assembly.asItIs().size();
    return assembly.asItIs().stream()
        .filter(s -> contentHash(s, of, instances).equals(contentHash))
        .findFirst();
  }

  /** Of the one volume of a series as ever: by its instances, whatever slices are made of them. */
  static String contentHash(CtSeries volume, int of, List<StoredInstance> instances) {
    return of == 1
        ? StoredFiles.contentHash(instances)
        : SeriesFiles.contentHash(volume, instances);
  }

  SeriesAssembly assemble(List<StoredInstance> instances) {
    return catalogue.assemble(instances.stream().map(files::locate).toList());
  }
}
