package org.contourflow.routes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.StoredInstance;
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

  public StoreCatalog(Home home, ArrivalStore arrivals) {
    this.home = home;
    this.arrivals = arrivals;
  }

  @Override
  public Holding holding(SopReference instance) {
    Optional<StoredInstance> stored = arrivals.findInstance(instance.sopInstanceUid());
    if (stored.isEmpty()) {
      return Holding.NOT_HELD;
    }
    Path file = home.absolute(stored.get().file());
    try {
      String held = DicomFiles.readHeader(file).dataset().text(DicomTag.SOPClassUID);
      return held.equals(instance.sopClassUid()) ? Holding.HELD : Holding.OTHER_CLASS;
    } catch (IOException e) {
      LOG.error("a stored instance cannot be read; it is not committed to", e);
      return Holding.NOT_HELD;
    }
  }
}
