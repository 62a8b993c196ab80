package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.config.Settings;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.PlanarContours;
import org.contourflow.contour.RingThinner;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.QaRules.Policy;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.TargetPlan;
import org.contourflow.qa.QaCode;
import org.contourflow.qa.QaFinding;
import org.contourflow.qa.Severity;
import org.contourflow.rtstruct.write.AlgorithmProvenance;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.ShortText;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.rtstruct.write.StructureSetWriter;

/** Planned structures -> RTSTRUCT, by the settings of the structure set. */
final class StructureSets {
  /** Stands with every structure, as many planning systems show no more than that. */
  private static final String RESEARCH = "Research, not for clinical use";

  /** Of StructureSetDescription, which may have to stand behind a clinician's. */
  private static final int LONGEST_SET_DESCRIPTION = 800;

  /** Where what there was no room for stands. */
  private static final String REST = "whole in the protocol";

  private static final String UNUSUAL =
      "Needs attention (" + QaCode.UNUSUAL.id() + "): unlike what the model has seen";

  private final Settings.StructureSet settings;
  private final StructurePlan plan;

  StructureSets(Settings.StructureSet settings, StructurePlan plan) {
    this.settings = settings;
    this.plan = plan;
  }

  /**
   * The planned structures as a data set for a target: its names, its profile. The time in it is
   * when the case was made, so that doing it again gives the same bytes.
   */
  StructureSetOutcome build(CaseContext context, TargetPlan target) throws IOException {
    StructureSetContent content = content(context, target);
    DestinationProfile profile =
        target.profile().map(DestinationProfile::named).orElse(settings.profile().profile());
    Optional<Appending> appending = Appending.of(context, plan.outputs().append());
    Optional<String> refusal =
        appending.flatMap(a -> a.refusal(content.rois().stream().map(Roi::name).toList()));
    if (appending.isPresent() && refusal.isEmpty()) {
      return appending.get().append(content.withDescription(behindLate(context)), profile);
    }
    StructureSetOutcome own =
        StructureSetWriter.write(ReferencedSeries.of(context.series()), content, profile);
    return refusal.isPresent() && own instanceof StructureSetOutcome.Completed done
        ? done.withNotes(List.of(refusal.get()))
        : own;
  }

  private StructureSetContent content(CaseContext context, TargetPlan target) throws IOException {
    List<SegmentedStructure> structures = context.planned().delivered();
    List<Roi> rois = structures.stream().map(s -> roi(s, context, target)).toList();
    return StructureSetContent.of(
            settings.label(),
            seriesDescription(structures),
            LocalDateTime.ofInstant(context.created(), ZoneId.systemDefault()),
            rois)
        .withDescription(setDescription(context));
  }

  private String setDescription(CaseContext context) throws IOException {
    return setDescription(outdated(context).toList());
  }

  /**
   * Behind a clinician's set that came late it stands for what of the case went out before, too.
   */
  private String behindLate(CaseContext context) throws IOException {
    List<String> before = new ArrayList<>();
    for (Path earlier : context.folder().earlierSets()) {
      before.add(DicomFiles.readHeader(earlier).dataset().text(DicomTag.SOPInstanceUID));
    }
    return setDescription(
        Stream.concat(before.stream().sorted(), outdated(context)).distinct().toList());
  }

  private static Stream<String> outdated(CaseContext context) throws IOException {
    return context.predecessors().stream().flatMap(p -> p.sopInstanceUids().stream());
  }

  /** By which protocol, and which sets it stands for; of very many of these, how many more. */
  private String setDescription(List<String> old) {
    StringBuilder text =
        new StringBuilder(plan.sha256().map(hash -> "Protocol sha256:" + hash).orElse(""));
    String before = text.isEmpty() ? "Supersedes " : ". Supersedes ";
    for (int i = 0; i < old.size(); i++) {
      if (text.length() + before.length() + old.get(i).length() > LONGEST_SET_DESCRIPTION) {
        return text + " and " + (old.size() - i) + " more, in the run log";
      }
      text.append(before).append(old.get(i));
      before = ", ";
    }
    return text.toString();
  }

  static String seriesDescription(List<SegmentedStructure> structures) {
    return structures.stream().allMatch(s -> s.model().clinicalUse())
        ? "Contourflow, unapproved"
        : "Contourflow, research, not for clinical use";
  }

  private Roi roi(SegmentedStructure structure, CaseContext context, TargetPlan target) {
    StructureDefinition d = structure.definition();
    PlanarContours contours =
        RingThinner.thin(MaskTracer.trace(structure.mask()), settings.toleranceMm());
    return new Roi(
        target.aliases().getOrDefault(d.name(), d.name()),
        d.interpretedType(),
        d.colour(),
        d.code(),
        RoiGeneration.AUTOMATIC,
        Optional.of(provenance(structure.model())),
        described(structure, context),
        generation(structure.model()),
        contours);
  }

  private String described(SegmentedStructure structure, CaseContext context) {
    String name = structure.definition().name();
    String text = description(structure, Optional.ofNullable(context.planned().how().get(name)));
    String codes = plan.outputs().qa().policy() == Policy.DELIVER ? "" : codes(name, context);
    if (codes.isEmpty()) {
      return text;
    }
    return ShortText.both(text, ". ", "Review: " + codes, REST);
  }

  /** Of its findings; the two that the model itself tells stand in the description already. */
  private static String codes(String name, CaseContext context) {
    return context.review().orElse(List.of()).stream()
        .filter(f -> f.structure().equals(name) && f.severity() != Severity.NOTE)
        .map(QaFinding::code)
        .filter(code -> code != QaCode.UNUSUAL && code != QaCode.LOW_CONFIDENCE)
        .map(QaCode::id)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String description(SegmentedStructure structure, Optional<String> how) {
    String research = structure.model().clinicalUse() ? "" : RESEARCH;
    if (how.isPresent()) {
      String text = (research.isEmpty() ? "" : research + ". ") + "Derived: " + how.get();
      return ShortText.within(ShortText.LONGEST, text, REST);
    }
    if (!structure.needsAttention()) {
      return research;
    }
    String attention = structure.hasLowConfidence() ? lowConfidence(structure) : UNUSUAL;
    return research.isEmpty() ? attention : research + ". " + attention;
  }

  private static String lowConfidence(SegmentedStructure structure) {
    return String.format(
        Locale.ROOT,
        "Needs attention (%s): expected Dice %.2f",
        QaCode.LOW_CONFIDENCE.id(),
        structure.confidence().orElseThrow());
  }

  /** The note first, so that a long model name does not push it out. */
  private static String generation(ModelIdentity model) {
    String text = (model.clinicalUse() ? "" : RESEARCH + ": ") + model.label();
    return text.substring(0, Math.min(text.length(), Roi.LONGEST_NAME)).strip();
  }

  static AlgorithmProvenance provenance(ModelIdentity model) {
    return new AlgorithmProvenance(
        model.title(), model.version(), "sha256:" + model.weightsSha256(), "Contourflow");
  }
}
