package org.contourflow.routes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.StructureSetStore;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.scp.InstanceCatalog;
import org.contourflow.home.Home;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store commits to: an instance that has its row and whose file can be read. What was put
 * into quarantine is kept too, but nobody is told that he may delete his.
 */
public final class StoreCatalog implements InstanceCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(StoreCatalog.class);

  private final Home home;
  private final ArrivalStore arrivals;
  private final StructureSetStore sets;

  public StoreCatalog(Home home, ArrivalStore arrivals, StructureSetStore sets) {
    this.home = home;
    this.arrivals = arrivals;
    this.sets = sets;
  }

  @Override
  public Holding holding(SopReference instance) {
    Optional<String> stored =
        arrivals
            .findInstance(instance.sopInstanceUid())
            .map(StoredInstance::file)
            .or(
                () ->
                    sets.find(instance.sopInstanceUid()).stream()
                        .map(ArrivedSet::file)
                        .reduce((first, last) -> last));
    if (stored.isEmpty()) {
      return Holding.NOT_HELD;
    }
    Path file = home.absolute(stored.get());
    try {
      String held = DicomFiles.readHeader(file).dataset().text(DicomTag.SOPClassUID);
      return held.equals(instance.sopClassUid()) ? Holding.HELD : Holding.OTHER_CLASS;
    } catch (IOException e) {
      LOG.error("a stored instance cannot be read; it is not committed to", e);
      return Holding.NOT_HELD;
    }
  }
}
