package org.contourflow.workflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.home.SafeFiles;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Presence;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.volume.BinaryMask;

/** What a model gave, on disk between contouring and the structure set. */
record StoredSegmentation(
    List<Entry> structures, List<String> notes, double contouringSeconds, List<String> asked) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  StoredSegmentation {
    // Files of earlier versions do not say it.
    asked = asked == null ? List.of() : List.copyOf(asked);
  }

  record Entry(
      StoredDefinition definition,
      Presence presence,
      OptionalDouble confidence,
      ModelIdentity model) {}

  /**
   * Writes the masks first and their list last: with the list there, all of it is there.
   *
   * @param asked names of all that the models were asked for, found or not
   */
  static void write(Completed segmentation, double seconds, List<String> asked, CaseFolder folder)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (SegmentedStructure s : segmentation.structures()) {
      MaskFile.write(s.mask(), folder.mask(s.definition().name()));
      entries.add(
          new Entry(StoredDefinition.of(s.definition()), s.presence(), s.confidence(), s.model()));
    }
    StoredSegmentation stored =
        new StoredSegmentation(entries, segmentation.notes(), seconds, asked);
    SafeFiles.write(JSON.writeValueAsBytes(stored), folder.segmentation());
  }

  static StoredSegmentation read(CaseFolder folder) throws IOException {
    return JSON.readValue(Files.readAllBytes(folder.segmentation()), StoredSegmentation.class);
  }

  /** The first of the names that was not asked of the models then. */
  Optional<String> lacking(List<String> names) {
    return asked.isEmpty()
        ? Optional.empty()
        : names.stream().filter(name -> !asked.contains(name)).findFirst();
  }

  /** The structures with their masks on the series' grid. */
  List<SegmentedStructure> load(CaseFolder folder, VoxelGrid grid) throws IOException {
    List<SegmentedStructure> loaded = new ArrayList<>();
    for (Entry e : structures) {
      BinaryMask mask = MaskFile.read(folder.mask(e.definition().name()), grid);
      loaded.add(
          new SegmentedStructure(
              e.definition().definition(),
              mask,
              Optional.empty(),
              e.presence(),
              e.confidence(),
              e.model()));
    }
    return loaded;
  }
}
