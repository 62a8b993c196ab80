package org.contourflow.rtstruct.write;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.rtstruct.write.StructureSetOutcome.Completed;
import org.contourflow.rtstruct.write.StructureSetOutcome.Reason;
import org.contourflow.rtstruct.write.StructureSetOutcome.Refused;

/**
 * A new structure set of a clinician's and ours on the same CT series. Theirs is copied whole:
 * ROIs, contours, observations, references and private attributes keep their values byte for byte.
 * Ours come after them, their ROI numbers continued. The instance is new and UNAPPROVED, and names
 * theirs as its predecessor (PS3.3 C.8.8.5, Predecessor Structure Set Sequence).
 */
public final class StructureSetAppender {
  private static final int LONGEST_NAME = 16;

  /** As what text is read whose character set is not named. */
  private static final String UNDECLARED = "ISO_IR 100";

  private static final String PLACEHOLDER_UID = "2.25.0";

  /** What is done where it is not plain. */
  public record Policy(boolean refuseApproved, TakenName takenName) {
    /** An approved set is left alone; a taken name gets a number. */
    public static final Policy CAREFUL = new Policy(true, TakenName.SUFFIX);
  }

  /** What becomes of one of our names that theirs has already, letter case aside. */
  public enum TakenName {
    /** {@code Heart} becomes {@code Heart_2}; cut before the number to 16 characters. */
    SUFFIX,
    /** Nothing is written. */
    REFUSE
  }

  private final DicomDataset theirs;
  private final String transferSyntaxUid;
  private final ReferencedSeries series;
  private final List<String> notes = new ArrayList<>();

  /**
   * For a clinician's structure set.
   *
   * @param theirs as it was read; it is not changed
   * @param transferSyntaxUid as it was read, in which the new one is written
   */
  public StructureSetAppender(
      DicomDataset theirs, String transferSyntaxUid, ReferencedSeries series) {
    this.theirs = theirs;
    this.transferSyntaxUid = transferSyntaxUid;
    this.series = series;
  }

  /** Appends ours, or says why not. */
  public StructureSetOutcome append(
      StructureSetContent ours, DestinationProfile profile, Policy policy) {
    Optional<Refused> refused = refusal(ours.rois().stream().map(Roi::name).toList(), policy);
    if (refused.isPresent()) {
      return refused.get();
    }
    StructureSetOutcome written = StructureSetWriter.write(series, renamed(ours), profile);
    if (!(written instanceof Completed own)) {
      return written;
    }
    DicomDataset both = theirs.copy();
    declareCharacters(both);
    appendItems(both, own.dataset());
    mergeImages(both, own.dataset());
    identify(both, own.dataset());
    notes.addAll(own.notes());
    return new Completed(
        both,
        transferSyntaxUid,
        both.text(DicomTag.SeriesInstanceUID),
        both.text(DicomTag.SOPInstanceUID),
        own.absentRois(),
        notes);
  }

  /** Why nothing of these names can be appended; empty: it can. */
  public Optional<Refused> refusal(Collection<String> names, Policy policy) {
    if (!theirs.text(DicomTag.SOPClassUID).equals(DicomUid.RT_STRUCTURE_SET_STORAGE)) {
      return refuse(
          Reason.NO_STRUCTURE_SET, "SOPClassUID", "it is not an RT Structure Set", "give one");
    }
    if (policy.refuseApproved() && theirs.text(DicomTag.ApprovalStatus).equals("APPROVED")) {
      return refuse(
          Reason.APPROVED,
          "ApprovalStatus",
          "it is APPROVED, and the policy leaves approved structure sets alone",
          "append to an unapproved one, or let the policy allow it");
    }
    Set<String> frames = frames();
    if (!frames.equals(Set.of(series.frameOfReferenceUid()))) {
      return refuse(
          Reason.OTHER_FRAME,
          "ReferencedFrameOfReferenceUID",
          "its ROIs are in another frame of reference than the CT",
          "give the structure set of this CT; contours are not moved between frames");
    }
    if (!refersTo(theirs, series.seriesInstanceUid())) {
      return refuse(
          Reason.OTHER_SERIES,
          "RTReferencedSeriesSequence",
          "it was drawn on another series than this CT",
          "give the structure set of this CT series");
    }
    Set<String> taken = takenNames();
    Optional<String> overwrites =
        names.stream().filter(name -> taken.contains(name.toLowerCase(Locale.ROOT))).findFirst();
    if (policy.takenName() == TakenName.REFUSE && overwrites.isPresent()) {
      return refuse(
          Reason.NAME_NOT_UNIQUE,
          overwrites.get(),
          "the clinician's structure set has a structure of this name",
          "rename one of them, or let taken names get a number");
    }
    return Optional.empty();
  }

  private static Optional<Refused> refuse(Reason reason, String where, String what, String todo) {
    return Optional.of(new Refused(reason, where, what, todo));
  }

  /** Those of the ROIs; of a set without, or whose ROIs do not say, those it refers to. */
  private Set<String> frames() {
    Set<String> frames = new LinkedHashSet<>();
    for (DicomDataset roi : theirs.items(DicomTag.StructureSetROISequence)) {
      roi.string(DicomTag.ReferencedFrameOfReferenceUID).ifPresent(frames::add);
    }
    if (frames.isEmpty()) {
      theirs.items(DicomTag.ReferencedFrameOfReferenceSequence).stream()
          .flatMap(item -> item.string(DicomTag.FrameOfReferenceUID).stream())
          .forEach(frames::add);
    }
    return frames;
  }

  /** Whether the structure set lists a CT series among those it was drawn on. */
  public static boolean refersTo(DicomDataset set, String seriesInstanceUid) {
    return seriesOf(set).anyMatch(seriesInstanceUid::equals);
  }

  private static Stream<DicomDataset> seriesItems(DicomDataset set) {
    return set.items(DicomTag.ReferencedFrameOfReferenceSequence).stream()
        .flatMap(frame -> frame.items(DicomTag.RTReferencedStudySequence).stream())
        .flatMap(study -> study.items(DicomTag.RTReferencedSeriesSequence).stream());
  }

  private static Stream<String> seriesOf(DicomDataset set) {
    return seriesItems(set).map(item -> item.text(DicomTag.SeriesInstanceUID));
  }

  private Set<String> takenNames() {
    Set<String> taken = new HashSet<>();
    for (DicomDataset roi : theirs.items(DicomTag.StructureSetROISequence)) {
      taken.add(roi.text(DicomTag.ROIName).strip().toLowerCase(Locale.ROOT));
    }
    return taken;
  }

  private StructureSetContent renamed(StructureSetContent ours) {
    Map<String, String> names = writtenNames(ours.rois().stream().map(Roi::name).toList());
    List<Roi> rois = new ArrayList<>();
    for (Roi roi : ours.rois()) {
      String name = names.get(roi.name());
      if (!name.equals(roi.name())) {
        notes.add(roi.name() + " is written as " + name + ": the clinician's set has this name");
      }
      rois.add(roi.withName(name));
    }
    return ours.withRois(rois);
  }

  /**
   * What each of our names is called beside theirs.
   *
   * @param ours in the order in which they are written
   */
  public Map<String, String> writtenNames(Collection<String> ours) {
    Set<String> taken = takenNames();
    Map<String, String> written = new LinkedHashMap<>();
    for (String own : ours) {
      String name = own;
      for (int n = 2; !taken.add(name.toLowerCase(Locale.ROOT)); n++) {
        String number = "_" + n;
        int room = LONGEST_NAME - number.length();
        name = own.substring(0, Math.min(room, own.length())).strip() + number;
      }
      written.put(own, name);
    }
    return written;
  }

  /**
   * Before ours, whose character set would be taken over by a set that names none: in it their text
   * might read as other letters.
   */
  private void declareCharacters(DicomDataset both) {
    if (both.strings(DicomTag.SpecificCharacterSet).isEmpty() && both.hasTextBeyondAscii()) {
      both.put(DicomTag.SpecificCharacterSet, UNDECLARED);
      notes.add(
          "the clinician's structure set names no character set for its text; the new one says "
              + UNDECLARED
              + " (Latin-1), as which it was read");
    }
  }

  private void appendItems(DicomDataset both, DicomDataset own) {
    // Contours of a ROI that is defined nowhere must not become one of ours.
    int numbers =
        before(
            own.items(DicomTag.StructureSetROISequence).size(),
            Stream.of(
                numbers(DicomTag.StructureSetROISequence, DicomTag.ROINumber),
                numbers(DicomTag.ROIContourSequence, DicomTag.ReferencedROINumber),
                numbers(DicomTag.RTROIObservationsSequence, DicomTag.ReferencedROINumber)));
    int observations =
        before(
            own.items(DicomTag.RTROIObservationsSequence).size(),
            Stream.of(numbers(DicomTag.RTROIObservationsSequence, DicomTag.ObservationNumber)));
    for (DicomDataset item : own.items(DicomTag.StructureSetROISequence)) {
      shift(copy(both, DicomTag.StructureSetROISequence, item), DicomTag.ROINumber, numbers);
    }
    for (DicomDataset item : own.items(DicomTag.ROIContourSequence)) {
      shift(copy(both, DicomTag.ROIContourSequence, item), DicomTag.ReferencedROINumber, numbers);
    }
    for (DicomDataset item : own.items(DicomTag.RTROIObservationsSequence)) {
      DicomDataset added = copy(both, DicomTag.RTROIObservationsSequence, item);
      shift(added, DicomTag.ReferencedROINumber, numbers);
      shift(added, DicomTag.ObservationNumber, observations);
    }
  }

  /** Theirs that are numbers. */
  private Stream<Integer> numbers(int sequence, int tag) {
    return theirs.items(sequence).stream()
        .flatMap(
            item -> {
              try {
                return item.integer(tag).stream().boxed();
              } catch (DicomValueException e) {
                return Stream.empty();
              }
            });
  }

  /**
   * The number after which ours follow: the largest of theirs; where it leaves no room, the least
   * with as many free ones behind it.
   */
  private static int before(int count, Stream<Stream<Integer>> theirs) {
    TreeSet<Integer> taken =
        theirs.flatMap(all -> all).collect(Collectors.toCollection(TreeSet::new));
    int last = taken.isEmpty() ? 0 : Math.max(0, taken.last());
    if (last <= Integer.MAX_VALUE - count) {
      return last;
    }
    int before = 0;
    for (int number : taken.tailSet(1)) {
      if (number - before > count) {
        break;
      }
      before = number;
    }
    return before;
  }

  private static DicomDataset copy(DicomDataset to, int sequence, DicomDataset item) {
    return to.addItem(sequence).copyFrom(item, item.tags());
  }

  private static void shift(DicomDataset item, int tag, int by) {
    item.integer(tag).ifPresent(number -> item.putIntegers(tag, number + by));
  }

  /** Slices that theirs does not list, as a set of few contours often does not. */
  private void mergeImages(DicomDataset both, DicomDataset own) {
    DicomDataset target =
        seriesItems(both)
            .filter(i -> i.text(DicomTag.SeriesInstanceUID).equals(series.seriesInstanceUid()))
            .findFirst()
            .orElseThrow();
    Set<String> listed = new HashSet<>();
    for (DicomDataset image : target.items(DicomTag.ContourImageSequence)) {
      listed.add(image.text(DicomTag.ReferencedSOPInstanceUID));
    }
    seriesItems(own)
        .flatMap(item -> item.items(DicomTag.ContourImageSequence).stream())
        .filter(image -> listed.add(image.text(DicomTag.ReferencedSOPInstanceUID)))
        .forEach(image -> copy(target, DicomTag.ContourImageSequence, image));
  }

  /**
   * Behind theirs, what ours says of its protocol. Ours is never left out: theirs gives way, since
   * it stands whole in the predecessor.
   */
  private void describe(DicomDataset both, DicomDataset own) {
    String before = both.text(DicomTag.StructureSetDescription);
    String ours = own.text(DicomTag.StructureSetDescription);
    if (ours.isEmpty()) {
      return;
    }
    String all = ShortText.both(before, "; ", ours, "whole in the predecessor");
    if (before.isEmpty()) {
      both.put(DicomTag.StructureSetDescription, all);
    } else if (all.startsWith(before)) {
      both.putEncoded(DicomTag.StructureSetDescription, behind(both, "; " + ours));
    } else {
      notes.add(
          "the description of the clinician's structure set was shortened to make room for ours; it"
              + " stands whole in the predecessor");
      shortened(both, all, ours);
    }
  }

  /** Their description in the bytes it was read in, whatever character set they are of. */
  private static byte[] behind(DicomDataset both, String ours) {
    byte[] before = both.bytes(DicomTag.StructureSetDescription).orElseThrow();
    int length = before.length;
    while (length > 0 && (before[length - 1] == ' ' || before[length - 1] == 0)) {
      length--;
    }
    byte[] ascii = ours.getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(before, length + ascii.length);
    System.arraycopy(ascii, 0, all, length, ascii.length);
    return all;
  }

  private static void shortened(DicomDataset both, String all, String ours) {
    try {
      both.put(DicomTag.StructureSetDescription, all);
    } catch (IllegalArgumentException e) {
      // Their bytes are not of the character set that they name: nothing of them can be cut out.
      both.put(DicomTag.StructureSetDescription, ours);
    }
  }

  private void identify(DicomDataset both, DicomDataset own) {
    both.copyFrom(
        own,
        DicomTag.InstanceCreationDate,
        DicomTag.InstanceCreationTime,
        DicomTag.SeriesDate,
        DicomTag.SeriesTime,
        DicomTag.SeriesDescription,
        DicomTag.SeriesNumber,
        DicomTag.Manufacturer,
        DicomTag.ManufacturerModelName,
        DicomTag.SoftwareVersions,
        DicomTag.StructureSetLabel,
        DicomTag.StructureSetDate,
        DicomTag.StructureSetTime);
    describe(both, own);
    own.items(DicomTag.ContributingEquipmentSequence)
        .forEach(item -> copy(both, DicomTag.ContributingEquipmentSequence, item));
    both.put(DicomTag.ApprovalStatus, "UNAPPROVED");
    both.remove(DicomTag.ReviewDate).remove(DicomTag.ReviewTime).remove(DicomTag.ReviewerName);
    both.remove(DicomTag.PredecessorStructureSetSequence);
    DicomDataset predecessor = both.addItem(DicomTag.PredecessorStructureSetSequence);
    predecessor.put(DicomTag.ReferencedSOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE);
    predecessor.put(DicomTag.ReferencedSOPInstanceUID, theirs.text(DicomTag.SOPInstanceUID));
    both.put(DicomTag.SOPInstanceUID, PLACEHOLDER_UID);
    both.put(DicomTag.SeriesInstanceUID, PLACEHOLDER_UID);
    byte[] content = DicomFiles.toPart10(both, transferSyntaxUid);
    both.put(DicomTag.SeriesInstanceUID, DicomUid.fromContent("series", content));
    both.put(DicomTag.SOPInstanceUID, DicomUid.fromContent("instance", content));
  }
}
