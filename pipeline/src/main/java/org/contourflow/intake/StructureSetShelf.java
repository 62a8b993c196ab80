package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.StructureSetStore;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.References;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomUid;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.home.SafeFiles;
import org.contourflow.intake.Intake.Outcome;
import org.contourflow.intake.Intake.Source;
import org.contourflow.rtstruct.read.StructureSetLineage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps RT Structure Sets that arrive, each content of each UID once: first the file, then its row.
 * What they are for is decided later, by who reads the rows.
 */
public final class StructureSetShelf {
  private static final Logger LOG = LoggerFactory.getLogger(StructureSetShelf.class);

  private final Home home;
  private final StructureSetStore sets;
  private final RunLog runLog;
  private final Clock clock;

  /** Files that were moved in and have no row, as the store took none. */
  private final WithoutRow withoutRow;

  public StructureSetShelf(Home home, StructureSetStore sets, RunLog runLog, Clock clock) {
    this.home = home;
    this.sets = sets;
    this.runLog = runLog;
    this.clock = clock;
    this.withoutRow =
        new WithoutRow(home.structureSets(), runLog, "a structure set that arrived gets no row");
  }

  /** Whether a SOP class is this shelf's. */
  static boolean takes(String sopClassUid) {
    return sopClassUid.equals(DicomUid.RT_STRUCTURE_SET_STORAGE);
  }

  /**
   * Keeps a set; afterwards the file is gone from its place.
   *
   * @param putAside takes what cannot be kept, with the reason
   */
  Outcome keep(
      Path file, Source source, Optional<String> sha256, Function<Reason, Outcome> putAside)
      throws IOException {
    StructureSetLineage lineage;
    try {
      DicomDataset dataset = DicomFiles.read(file).dataset();
      lineage = StructureSetLineage.of(dataset);
    } catch (DicomReadException e) {
      return putAside.apply(InstanceReasons.unreadable(e));
    }
    if (!DicomUid.isUsable(lineage.sopInstanceUid())) {
      return putAside.apply(InstanceReasons.badUid("SOP Instance UID (0008,0018)"));
    }
    String hash = sha256.isPresent() ? sha256.get() : DatasetHash.of(file);
    Path place = place(lineage.sopInstanceUid(), hash);
    boolean there = sets.find(lineage.sopInstanceUid(), hash).isPresent() && Files.exists(place);
    if (!file.equals(place)) {
      SafeFiles.move(file, place);
    }
    if (there) {
      return new Outcome.AlreadyThere(lineage.sopInstanceUid());
    }
    try {
      sets.add(row(lineage, hash, place, source), references(lineage));
    } catch (RuntimeException | Error e) {
      withoutRow.add(place);
      throw e;
    }
    runLog.append(
        RunLog.SYSTEM,
        EventType.STRUCTURE_SET_ARRIVED,
        "a structure set arrived by "
            + source
            + (lineage.approval().isEmpty() ? "" : ", " + lineage.approval()));
    return new Outcome.SetStored(lineage.sopInstanceUid());
  }

  private ArrivedSet row(StructureSetLineage lineage, String hash, Path place, Source source) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new ArrivedSet(
        lineage.sopInstanceUid(),
        hash,
        home.relative(place),
        source.name(),
        now,
        SetState.RECEIVED,
        "",
        "");
  }

  private static References references(StructureSetLineage lineage) {
    return new References(
        lineage.studyInstanceUid(),
        lineage.seriesUids(),
        lineage.frameOfReferenceUids(),
        lineage.predecessorUids());
  }

  private Path place(String sop, String sha256) {
    return home.structureSets()
        .resolve(DatasetHash.of(sop + " " + sha256).substring(0, 24) + ".dcm");
  }

  /** Gives each file without a row its row: an earlier run died between the two. */
  public void takeUp() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(home.structureSets(), "*.dcm")) {
      Set<String> known = sets.all().stream().map(ArrivedSet::file).collect(Collectors.toSet());
      for (Path file : files) {
        if (!known.contains(home.relative(file))) {
          adopt(file);
        }
      }
    } catch (IOException e) {
      LOG.error("the folder of structure sets cannot be looked through", e);
    }
  }

  private void adopt(Path file) {
    try {
      recover(file);
    } catch (Throwable e) {
      LOG.error("a structure set cannot be taken up yet: {}", home.relative(file), e);
      withoutRow.add(file);
    }
  }

  private void recover(Path file) throws IOException {
    keep(
        file,
        Source.RECOVERED,
        Optional.empty(),
        reason -> {
          LOG.warn("{}: {}", home.relative(file), reason.text());
          return new Outcome.PutAside(reason);
        });
  }

  /** See {@link Intake#recordLeft}. */
  boolean recordLeft(BooleanSupplier storeAnswers) {
    return withoutRow.record(this::recover, storeAnswers);
  }
}
