package org.contourflow.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.home.SafeFiles;
import org.contourflow.model.Sha256;
import org.contourflow.rtstruct.check.CheckRule.Severity;
import org.contourflow.rtstruct.check.Finding;
import org.contourflow.rtstruct.check.StructureSetFileCheck;
import org.contourflow.rtstruct.write.ReferencedSeries;

/**
 * Our own checker on the very files that are sent, against the CT, before it leaves.
 *
 * <p>An error stops the case: the file is renamed, so that nothing takes it for a result. What was
 * checked is kept by its checksum; a file that is another one when it is to be sent is checked
 * again. Doing it again does no harm.
 */
final class CheckStep implements CaseStep {
  /** What the file of a stopped case ends in. */
  static final String REJECTED = ".rejected";

  private static final String SHA256 = "sha256";

  /** Checks every RTSTRUCT of the case. */
  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    CaseFolder folder = context.folder();
    Optional<ReferencedSeries> ct = Optional.of(ReferencedSeries.of(context.series()));
    Map<String, Object> checked = new LinkedHashMap<>();
    List<String> stopped = new ArrayList<>();
    List<Finding> theirs = ofTheClinician(folder, ct);
    for (Path file : folder.rtstructs()) {
      String sha256 = Sha256.of(file);
      List<Finding> findings = StructureSetFileCheck.check(file, ct);
      List<Finding> errors =
          findings.stream()
              .filter(
                  f ->
                      f.severity() == Severity.ERROR && theirs.stream().noneMatch(f::saysTheSameAs))
              .toList();
      String name = file.getFileName().toString();
      context.log(
          EventType.STRUCTURE_SET_CHECKED,
          name
              + ": "
              + errors.size()
              + " errors, "
              + (findings.size() - errors.size())
              + " warnings"
              + listed(findings));
      checked.put(
          name,
          Map.of(SHA256, sha256, "findings", findings.stream().map(Finding::toString).toList()));
      if (!errors.isEmpty()) {
        stopped.add(name + ": " + errors.get(0));
        Files.move(file, file.resolveSibling(name + REJECTED), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!stopped.isEmpty()) {
      Files.deleteIfExists(folder.check());
      return new StepOutcome.Failed(
          "an RTSTRUCT did not pass its check and is not sent; it is kept as *"
              + REJECTED
              + ". "
              + String.join("; ", stopped),
          false);
    }
    SafeFiles.write(new ObjectMapper().writeValueAsBytes(checked), folder.check());
    return new StepOutcome.Done();
  }

  /**
   * What the clinician's own set has already: where ours stand behind theirs, that is not ours to
   * mend, and they have it in their system.
   */
  private static List<Finding> ofTheClinician(CaseFolder folder, Optional<ReferencedSeries> ct)
      throws IOException {
    return Files.exists(folder.clinical())
        ? StructureSetFileCheck.check(folder.clinical(), ct)
        : List.of();
  }

  private static String listed(List<Finding> findings) {
    return findings.isEmpty()
        ? ""
        : ": " + findings.stream().map(Finding::toString).collect(Collectors.joining("; "));
  }

  /** Before the files are sent: done if they are what was checked, else they are checked. */
  StepOutcome beforeSending(CaseContext context) throws IOException {
    if (!SegmentStep.areAsChecked(context.folder())) {
      return new StepOutcome.Failed(
          "CHANGED_FILE",
          "a DICOM SEG is not the one that was read back",
          "Find out who changes files below the home; then: contourflow retry CASE, which makes"
              + " it again.",
          false);
    }
    if (isAsChecked(context.folder())) {
      return new StepOutcome.Done();
    }
    return context.findSeries().isPresent()
        ? run(context)
        : new StepOutcome.Failed("the RTSTRUCT cannot be checked: its CT changed", true);
  }

  private static boolean isAsChecked(CaseFolder folder) throws IOException {
    if (!Files.isRegularFile(folder.check())) {
      return false;
    }
    JsonNode checked = new ObjectMapper().readTree(folder.check().toFile());
    for (Path file : folder.rtstructs()) {
      String sha256 = checked.path(file.getFileName().toString()).path(SHA256).asText();
      if (!sha256.equals(Sha256.of(file))) {
        return false;
      }
    }
    return true;
  }
}
