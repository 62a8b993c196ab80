package org.contourflow.dicom.deident;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.DicomVr;

/** Copies the attributes of one file by {@link DeidentRules}, each value as its rule says. */
final class DeidentifiedCopy {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);
  private static final Pattern TIME =
      Pattern.compile("([01][0-9]|2[0-3])([0-5][0-9]([0-5][0-9](\\.[0-9]{1,6})?)?)?");
  private static final String STANDARD = "1.2.840.10008.";

  /** Without these the image or the contours would be other than they were. */
  private static final Set<Integer> ESSENTIAL =
      Set.of(
          DicomTag.ImagePositionPatient,
          DicomTag.ImageOrientationPatient,
          DicomTag.PixelSpacing,
          DicomTag.Rows,
          DicomTag.Columns,
          DicomTag.BitsAllocated,
          DicomTag.BitsStored,
          DicomTag.PixelRepresentation,
          DicomTag.RescaleSlope,
          DicomTag.RescaleIntercept,
          DicomTag.ROINumber,
          DicomTag.ReferencedROINumber,
          DicomTag.ContourData);

  private final DeidentKey key;
  private final RoiNames names;
  private final String patient;
  private final Map<String, String> wayBack = new LinkedHashMap<>();
  private final Set<Integer> droppedRois = new HashSet<>();

  /**
   * A copy of one file.
   *
   * @param patient whose dates are moved by the same number of days
   */
  DeidentifiedCopy(DeidentKey key, RoiNames names, String patient, DicomDataset from) {
    this.key = key;
    this.names = names;
    this.patient = patient;
    findRois(from);
  }

  /** What each new UID stood for. */
  Map<String, String> wayBack() {
    return wayBack;
  }

  /** How many ROIs had no name in the vocabulary, or another's. */
  int roisLeftOut() {
    return droppedRois.size();
  }

  /** Drops what has no name in the vocabulary, and what nobody could tell from another one. */
  private void findRois(DicomDataset from) {
    Map<String, List<DicomDataset>> byName = new LinkedHashMap<>();
    for (DicomDataset roi : from.items(DicomTag.StructureSetROISequence)) {
      Optional<String> name = names.nameOf(ownName(roi));
      if (name.isEmpty()) {
        drop(roi);
      } else {
        byName.computeIfAbsent(name.get(), n -> new ArrayList<>()).add(roi);
      }
    }
    Set<Integer> drawn = drawn(from);
    byName.forEach(
        (name, same) -> {
          Optional<DicomDataset> kept = kept(name, same, drawn);
          same.stream().filter(roi -> kept.isEmpty() || kept.get() != roi).forEach(this::drop);
        });
  }

  /**
   * Of several ROIs that would get one name the one that has it already; of several that have it,
   * or where none has, which was meant nobody can say. One without contours gives way to others.
   */
  private static Optional<DicomDataset> kept(
      String name, List<DicomDataset> same, Set<Integer> drawn) {
    List<DicomDataset> there =
        same.stream()
            .filter(roi -> roi.integer(DicomTag.ROINumber).stream().anyMatch(drawn::contains))
            .toList();
    List<DicomDataset> all = there.isEmpty() ? same : there;
    List<DicomDataset> exact = all.stream().filter(roi -> ownName(roi).equals(name)).toList();
    List<DicomDataset> best = exact.isEmpty() ? all : exact;
    return best.size() == 1 || there.isEmpty() ? Optional.of(best.get(0)) : Optional.empty();
  }

  /** Numbers of ROIs that have contours. */
  private static Set<Integer> drawn(DicomDataset from) {
    Set<Integer> drawn = new HashSet<>();
    for (DicomDataset item : from.items(DicomTag.ROIContourSequence)) {
      if (item.hasValue(DicomTag.ContourSequence)) {
        item.integer(DicomTag.ReferencedROINumber).ifPresent(drawn::add);
      }
    }
    return drawn;
  }

  private static String ownName(DicomDataset roi) {
    return roi.text(DicomTag.ROIName).strip();
  }

  private void drop(DicomDataset roi) {
    roi.integer(DicomTag.ROINumber).ifPresent(droppedRois::add);
  }

  private boolean isDropped(DicomDataset item) {
    int[] numbers = {DicomTag.ROINumber, DicomTag.ReferencedROINumber};
    return Arrays.stream(numbers)
        .anyMatch(
            t -> item.integer(t).isPresent() && droppedRois.contains(item.integer(t).getAsInt()));
  }

  /** Copies what a rule names, at every depth. */
  void copy(DicomDataset source, DicomDataset target) throws RefusedFile {
    for (int tag : source.tags()) {
      AttributeRule rule = DeidentRules.of(tag);
      if (rule == null) {
        continue;
      }
      if (rule.kind() == AttributeRule.Kind.SEQUENCE) {
        sequence(source, target, tag);
      } else {
        value(source, target, rule);
      }
    }
  }

  private void sequence(DicomDataset source, DicomDataset target, int tag) throws RefusedFile {
    for (DicomDataset item : source.items(tag)) {
      if (!isDropped(item)) {
        copy(item, target.addItem(tag));
      }
    }
  }

  private void value(DicomDataset source, DicomDataset target, AttributeRule rule)
      throws RefusedFile {
    int tag = rule.tag();
    switch (rule.kind()) {
      case NUMBER -> number(source, target, tag);
      case TERM -> term(source, target, rule);
      case STANDARD_UID -> {
        String uid = source.text(tag);
        if (uid.startsWith(STANDARD) && DicomUid.isValid(uid)) {
          target.put(tag, uid);
        }
      }
      case UID -> source.string(tag).ifPresent(uid -> target.put(tag, uid(uid)));
      case DATE -> date(source, target, tag);
      case TIME -> time(source, target, tag);
      case EMPTY -> target.putEmpty(tag);
      case WORD -> source.string(tag).ifPresent(word -> target.put(tag, key.word(word)));
      case ROI_NAME -> target.put(tag, names.nameOf(source.text(tag)).orElse(""));
      case PSEUDONYM, FIXED, PIXELS, SEQUENCE -> {
        // Put by whoever has the whole file.
      }
    }
  }

  private String uid(String original) {
    String uid = key.uid(original);
    wayBack.put(uid, original);
    return uid;
  }

  private void number(DicomDataset source, DicomDataset target, int tag) throws RefusedFile {
    DicomVr vr = source.vr(tag).orElseThrow();
    if (!isNumbers(source, tag) || vr != DicomTag.vr(tag) && !isEitherShort(tag, vr)) {
      if (ESSENTIAL.contains(tag)) {
        throw new RefusedFile(DicomTag.describe(tag) + " is not a number");
      }
      target.putEmpty(tag);
    } else if (vr == DicomVr.DS || vr == DicomVr.IS) {
      target.putEncoded(tag, vr, source.bytes(tag).orElseThrow());
    } else {
      target.copyFrom(source, tag);
      target.remove(DicomTag.SpecificCharacterSet);
    }
  }

  private boolean isNumbers(DicomDataset source, int tag) {
    try {
      return source.numbers(tag).length > 0;
    } catch (DicomValueException e) {
      return false;
    }
  }

  /** Attributes that are US or SS as the pixels are, for which the dictionary has no one VR. */
  private boolean isEitherShort(int tag, DicomVr vr) {
    boolean either = tag == DicomTag.PixelPaddingValue || tag == DicomTag.PixelPaddingRangeLimit;
    return either && (vr == DicomVr.US || vr == DicomVr.SS);
  }

  private void term(DicomDataset source, DicomDataset target, AttributeRule rule) {
    List<String> kept =
        source.strings(rule.tag()).stream()
            .map(String::strip)
            .filter(rule.terms()::contains)
            .toList();
    if (!kept.isEmpty()) {
      target.put(rule.tag(), kept.toArray(String[]::new));
    } else if (rule.tag() == DicomTag.RTROIInterpretedType
        || rule.tag() == DicomTag.ROIGenerationAlgorithm
        || rule.tag() == DicomTag.PatientPosition) {
      target.putEmpty(rule.tag());
    }
  }

  private void date(DicomDataset source, DicomDataset target, int tag) {
    Optional<LocalDate> day = source.string(tag).flatMap(DeidentifiedCopy::parse);
    if (day.isPresent()) {
      target.put(tag, DATE.format(day.get().minusDays(key.shiftDays(patient))));
    } else {
      target.putEmpty(tag);
    }
  }

  private void time(DicomDataset source, DicomDataset target, int tag) {
    String time = source.text(tag).strip();
    if (TIME.matcher(time).matches()) {
      target.put(tag, time);
    } else {
      target.putEmpty(tag);
    }
  }

  private static Optional<LocalDate> parse(String text) {
    try {
      return Optional.of(LocalDate.parse(text.strip(), DATE));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
