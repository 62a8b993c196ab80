package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.cases.CaseRecord;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.home.Home;
import org.contourflow.intake.DatasetHash;
import org.contourflow.review.DeliveredCases;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.StructureSetLineage;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.series.CtSeries;

/** What was delivered, from the case folders. */
public final class DeliveredOnDisk implements DeliveredCases {
  private final Home home;
  private final SeriesWatch watch;
  private final Function<String, Map<String, List<String>>> aliases;

  /**
   * From a home.
   *
   * @param aliases by the protocol's name, what its targets call the structures
   */
  public DeliveredOnDisk(
      Home home, SeriesWatch watch, Function<String, Map<String, List<String>>> aliases) {
    this.home = home;
    this.watch = watch;
    this.aliases = aliases;
  }

  @Override
  public Optional<Delivered> of(CaseRecord record) throws IOException {
    CaseFolder folder = new CaseFolder(home.cases().resolve(record.caseId()));
    if (Files.notExists(folder.rtstruct()) || Files.notExists(folder.segmentation())) {
      return Optional.empty();
    }
    Set<String> uids = new HashSet<>();
    Set<String> hashes = new HashSet<>();
    List<Path> sets = new ArrayList<>(folder.rtstructs());
    List<Path> earlier = folder.earlierSets();
    sets.addAll(earlier);
    for (Path set : sets) {
      uids.add(DicomFiles.readHeader(set).dataset().text(DicomTag.SOPInstanceUID));
      hashes.add(DatasetHash.of(set));
    }
    return Optional.of(
        new Delivered(
            folder.rtstruct(),
            uids,
            hashes,
            aliases.apply(record.protocol()),
            clinicians(folder),
            !earlier.isEmpty(),
            model(StoredSegmentation.read(folder))));
  }

  /** Whose set ours were appended to is its predecessor; what it has is in ours under its names. */
  private static Set<String> clinicians(CaseFolder folder) throws IOException {
    if (Files.notExists(folder.clinical())) {
      return Set.of();
    }
    DicomDataset theirs = DicomFiles.read(folder.clinical()).dataset();
    DicomDataset ours = DicomFiles.readHeader(folder.rtstruct()).dataset();
    boolean appended =
        StructureSetLineage.of(ours)
            .predecessorUids()
            .contains(theirs.text(DicomTag.SOPInstanceUID));
    return appended
        ? StructureSetReader.read(theirs).rois().stream()
            .map(ReadRoi::name)
            .collect(Collectors.toSet())
        : Set.of();
  }

  private static String model(StoredSegmentation segmentation) {
    return segmentation.structures().stream()
        .map(entry -> entry.model().id() + " " + entry.model().version())
        .distinct()
        .sorted()
        .collect(Collectors.joining(" + "));
  }

  @Override
  public CtSeries ct(CaseRecord record) throws IOException {
    return watch
        .load(record.seriesInstanceUid(), record.contentHash())
        .orElseThrow(() -> new IOException("the slices of its CT changed since it was contoured"));
  }
}
