package org.contourflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.contourflow.assembly.WatchedHome;
import org.contourflow.cases.CaseState;
import org.contourflow.config.FileNameTemplate;
import org.contourflow.config.Settings;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.Protocol;
import org.contourflow.store.JdbcCaseQueue;
import org.contourflow.store.JdbcDeliveryStore;
import org.contourflow.store.Leases;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.testdata.HostileInput;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a slice's header is read on its way from the inbox to the RTSTRUCT. */
class HeadersReadOnceTest {
  @TempDir Path root;
  private WatchedHome at;
  private final Map<String, Integer> reads = new TreeMap<>();

  @BeforeEach
  void open() throws IOException {
    at =
        new WatchedHome(
            root.resolve("home"),
            file -> {
              var header = DicomFiles.readHeader(file);
              reads.merge(header.dataset().text(DicomTag.SOPInstanceUID), 1, Integer::sum);
              return header;
            });
    HostileInput.tiny().build().writeTo(root.resolve("series"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private static final class Body implements Segmenter {
    @Override
    public ModelIdentity identity() {
      return new ModelIdentity("test", "1", "0".repeat(64), "a test", false);
    }

    @Override
    public List<StructureDefinition> structures() {
      return List.of(
          new StructureDefinition(
              Structure.unpaired("External", RoiType.EXTERNAL, new RoiColour(0, 255, 0)),
              Optional.empty(),
              false,
              false));
    }

    @Override
    public SegmentationOutcome segment(CtVolume ct, SegmentationListener listener) {
      BinaryMask mask =
          BinaryMask.of(
              ct.grid(), (slice, row, column) -> row > 2 && row < 9 && column > 2 && column < 9);
      return new SegmentationOutcome.Completed(
          List.of(SegmentedStructure.of(structures().get(0), mask, identity())), List.of());
    }
  }

  private CaseWorker worker() {
    Clock clock = Clock.systemUTC();
    CaseSteps steps = new CaseSteps(new Body(), Settings.defaults().structureSet());
    Leases leases = new Leases("test", Duration.ofMinutes(1), clock);
    return new CaseWorker(
        new CaseContexts(at.home, at.watch, at.runLog, clock, id -> SegmentationListener.NONE),
        at.cases,
        new JdbcCaseQueue(at.database, leases),
        () -> at.rules,
        name -> Optional.of(steps).filter(s -> name.equals(Protocol.DEFAULT)),
        Map.of(),
        new Deliveries(
            new JdbcDeliveryStore(at.database, leases),
            List.of(),
            new FileNameTemplate(FileNameTemplate.USUAL),
            at.runLog));
  }

  private String accepted() throws IOException {
    at.takeAll(root.resolve("series"));
    return at.watch.tick().get(0);
  }

  private void toTheEnd(String caseId) {
    assertThat(worker().contour(caseId)).isTrue();
    assertThat(worker().structureSet(caseId)).isTrue();
    assertThat(worker().deliver(caseId)).isTrue();
    assertThat(at.cases.find(caseId).orElseThrow().state()).isEqualTo(CaseState.DELIVERED);
  }

  @Test
  void intake_assembly_acceptance_contouring_and_structure_set_read_a_slices_header_once()
      throws IOException {
    int slices = WatchedHome.filesBelow(root.resolve("series")).size();
    toTheEnd(accepted());
    assertThat(reads).hasSize(slices);
    assertThat(reads.values()).containsOnly(1);
  }

  @Test
  void a_second_process_that_takes_the_case_over_reads_each_header_once_more() throws IOException {
    String caseId = accepted();
    at.restart();
    toTheEnd(caseId);
    assertThat(reads.values()).containsOnly(2);
  }

  private static Path lowest(Path series) throws IOException {
    Path lowest = null;
    double least = Double.MAX_VALUE;
    for (Path file : WatchedHome.filesBelow(series)) {
      double z = DicomFiles.readHeader(file).dataset().numbers(DicomTag.ImagePositionPatient)[2];
      if (z < least) {
        least = z;
        lowest = file;
      }
    }
    return lowest;
  }

  @Test
  void a_late_slice_costs_one_reading_of_the_others() throws IOException {
    Path late = root.resolve("late.dcm");
    Files.move(lowest(root.resolve("series")), late);
    accepted();
    Files.move(late, Files.createDirectories(root.resolve("second")).resolve("late.dcm"));
    at.takeAll(root.resolve("second"));
    toTheEnd(at.watch.tick().get(0));
    assertThat(reads.values()).containsOnly(1, 2);
    assertThat(reads.values().stream().filter(n -> n == 1)).hasSize(1);
  }

  @Test
  void a_slice_that_was_replaced_in_the_store_is_not_contoured_by_what_was_read_before()
      throws IOException {
    String caseId = accepted();
    List<Path> ofOneSize =
        WatchedHome.filesBelow(at.home.store()).stream()
            .collect(Collectors.groupingBy(f -> f.toFile().length()))
            .values()
            .stream()
            .filter(alike -> alike.size() > 1)
            .findFirst()
            .orElseThrow();
    Path one = ofOneSize.get(0);
    Path other = ofOneSize.get(1);
    FileTime time = Files.getLastModifiedTime(one);
    Files.write(one, Files.readAllBytes(other));
    Files.setLastModifiedTime(one, time);
    worker().contour(caseId);
    assertThat(at.cases.find(caseId).orElseThrow())
        .satisfies(c -> assertThat(c.state()).isEqualTo(CaseState.FAILED))
        .satisfies(c -> assertThat(c.detail()).contains("1 of", "are not what arrived"));
  }
}
