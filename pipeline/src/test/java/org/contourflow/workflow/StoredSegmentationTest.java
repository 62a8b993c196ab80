package org.contourflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Presence;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.StructureDefinition.VolumeRange;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of a case's structures on disk, which outlives the version that wrote it. */
class StoredSegmentationTest {
  private static final String OF_0_1_0 =
      """
      {
        "structures" : [ {
          "definition" : {
            "name" : "Parotid_L", "interpretedType" : "ORGAN",
            "colour" : { "red" : 1, "green" : 2, "blue" : 3 },
            "code" : { "value" : "45289007", "scheme" : "SCT", "meaning" : "Parotid" },
            "laterality" : "LEFT", "partner" : "Parotid_R",
            "expectedVolumeCc" : { "leastCc" : 5.0, "mostCc" : 60.0 },
            "mayBeAbsent" : true, "contourSmoothing" : true%s
          },
          "presence" : "PRESENT", "confidence" : 0.75,
          "model" : { "id" : "m", "version" : "1", "weightsSha256" : "%s", "title" : "t",
            "clinicalUse" : false }
        } ],
        "notes" : [ "a note" ], "contouringSeconds" : 1.5%s
      }
      """;
  private static final String HASH = "0".repeat(64);
  private static final StructureDefinition PAROTID =
      new StructureDefinition(
          new Structure(
              "Parotid_L",
              RoiType.ORGAN,
              new RoiColour(1, 2, 3),
              Optional.of(new RoiCode("45289007", "SCT", "Parotid")),
              Laterality.LEFT,
              Optional.of("Parotid_R")),
          Optional.of(new VolumeRange(5, 60)),
          true,
          true);

  @TempDir Path folder;

  private StoredSegmentation read(String text) throws IOException {
    CaseFolder file = new CaseFolder(folder);
    Files.writeString(file.segmentation(), text);
    return StoredSegmentation.read(file);
  }

  @Test
  void a_case_of_an_earlier_version_is_read() throws IOException {
    StoredSegmentation first = read(OF_0_1_0.formatted("", HASH, ""));
    assertThat(first.structures())
        .containsExactly(
            new StoredSegmentation.Entry(
                StoredDefinition.of(PAROTID),
                Presence.PRESENT,
                OptionalDouble.of(0.75),
                new ModelIdentity("m", "1", HASH, "t", false)));
    assertThat(first.structures().get(0).definition().definition()).isEqualTo(PAROTID);
    assertThat(first.lacking(List.of("Heart"))).as("it was not noted then").isEmpty();
    StoredSegmentation later =
        read(
            OF_0_1_0.formatted(
                ", \"leastConfidence\" : 0.7", HASH, ", \"asked\" : [ \"Parotid_L\", \"Heart\" ]"));
    assertThat(later.structures().get(0).definition().definition())
        .isEqualTo(PAROTID.withLeastConfidence(0.7));
    assertThat(later.lacking(List.of("Heart", "Liver"))).contains("Liver");
  }

  @Test
  void the_keys_of_a_structure_stay_flat_for_whoever_reads_the_file() throws IOException {
    ObjectMapper plain = new ObjectMapper();
    CaseFolder file = new CaseFolder(folder);
    StoredSegmentation.write(
        new org.contourflow.model.SegmentationOutcome.Completed(List.of(), List.of()),
        1,
        List.of(),
        file);
    assertThat(plain.readTree(file.segmentation().toFile()).fieldNames())
        .toIterable()
        .containsExactly("structures", "notes", "contouringSeconds", "asked");
    assertThat(StoredDefinition.class.getRecordComponents())
        .extracting(c -> c.getName())
        .containsExactly(
            "name",
            "interpretedType",
            "colour",
            "code",
            "laterality",
            "partner",
            "expectedVolumeCc",
            "mayBeAbsent",
            "contourSmoothing",
            "leastConfidence");
  }
}
