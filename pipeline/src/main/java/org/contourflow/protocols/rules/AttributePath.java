package org.contourflow.protocols.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomVr;

/**
 * An attribute, or one in the items of a sequence.
 *
 * @param text as it is written in the rule: keywords or numbers joined by {@code /}
 * @param tags sequences first, the attribute last
 * @param valueNumber which value of several counts, from 1; empty: each
 */
public record AttributePath(String text, List<Integer> tags, OptionalInt valueNumber) {
  private static final int REQUESTED_PROCEDURE_DESCRIPTION = 0x00321060;

  public AttributePath {
    tags = List.copyOf(tags);
  }

  /** Reads a path; empty if a part is neither a keyword of the standard nor a tag number. */
  public static java.util.Optional<AttributePath> parse(String text, OptionalInt valueNumber) {
    List<Integer> tags = new ArrayList<>();
    for (String part : text.split("/")) {
      OptionalInt tag = DicomTag.parse(part);
      if (tag.isEmpty()) {
        return java.util.Optional.empty();
      }
      tags.add(tag.getAsInt());
    }
    return java.util.Optional.of(new AttributePath(text, tags, valueNumber));
  }

  /** The attribute at the end of the path. */
  public int tag() {
    return tags.get(tags.size() - 1);
  }

  /** Every data set of the slice that may hold the attribute: itself, or items of sequences. */
  Stream<DicomDataset> holders(DicomDataset slice) {
    Stream<DicomDataset> at = Stream.of(slice);
    for (int sequence : tags.subList(0, tags.size() - 1)) {
      at = at.flatMap(dataset -> dataset.items(sequence).stream());
    }
    return at.filter(dataset -> dataset.contains(tag()));
  }

  /**
   * Whether the value may not be shown in a log: who the patient is, names, dates, identifiers, and
   * what people write about a patient in their own words.
   */
  boolean isIdentifying(DicomDataset holder) {
    DicomVr vr = holder.vr(tag()).orElse(DicomVr.UN);
    boolean patientGroup = tag() >>> 16 == 0x0010 && tag() != DicomTag.PatientSex;
    boolean identifier =
        tag() == DicomTag.AccessionNumber
            || tag() == DicomTag.StudyID
            || tag() == DicomTag.RequestedProcedureID
            || tag() == DicomTag.AdmissionID;
    boolean byKind = vr == DicomVr.PN || vr == DicomVr.UI || vr.kind() == DicomVr.Kind.DATE_TIME;
    boolean freeText =
        tag() == DicomTag.StudyDescription
            || tag() == REQUESTED_PROCEDURE_DESCRIPTION
            || vr == DicomVr.LT
            || vr == DicomVr.ST
            || vr == DicomVr.UT;
    return patientGroup || identifier || byKind || freeText;
  }
}
