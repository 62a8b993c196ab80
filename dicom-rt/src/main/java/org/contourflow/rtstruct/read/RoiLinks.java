package org.contourflow.rtstruct.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;

/**
 * Which contours and which observation are which ROI's. They are joined by numbers only, so where a
 * number stands twice or is none, nobody can say whose the contours are: such a ROI keeps its name
 * and is uncertain, and so is one without contours while there are contours of no ROI.
 */
final class RoiLinks {
  private final DicomDataset dataset;
  private final List<String> problems;
  private final Map<Integer, List<DicomDataset>> contours = new LinkedHashMap<>();
  private final Map<Integer, DicomDataset> observations = new LinkedHashMap<>();
  private final Map<Integer, List<DicomDataset>> definitions = new LinkedHashMap<>();
  private final List<Link> links = new ArrayList<>();
  private int strays;

  /**
   * A ROI and what is surely its own.
   *
   * @param number as in the file; where it stands twice or is none, a negative one of its own
   */
  record Link(
      int number,
      DicomDataset definition,
      Optional<DicomDataset> contourItem,
      Optional<DicomDataset> observation,
      boolean uncertain) {}

  /** Of a structure set; what is wrong is added to the problems. */
  RoiLinks(DicomDataset dataset, List<String> problems) {
    this.dataset = dataset;
    this.problems = problems;
    readContours();
    readObservations();
    List<Integer> numbers = readDefinitions();
    contours.forEach(this::countStrays);
    List<DicomDataset> items = dataset.items(DicomTag.StructureSetROISequence);
    for (int i = 0; i < items.size(); i++) {
      link(items.get(i), Optional.ofNullable(numbers.get(i)), i);
    }
  }

  /** In the order of StructureSetROISequence. */
  List<Link> links() {
    return links;
  }

  /** How many items of ROIContourSequence have contours of which no ROI can be named. */
  int strays() {
    return strays;
  }

  private void readContours() {
    int index = 0;
    for (DicomDataset item : dataset.items(DicomTag.ROIContourSequence)) {
      String path = "ROIContourSequence[" + index++ + "]";
      OptionalInt number = number(item, DicomTag.ReferencedROINumber, path);
      if (number.isPresent()) {
        contours.computeIfAbsent(number.getAsInt(), n -> new ArrayList<>()).add(item);
      } else if (item.hasValue(DicomTag.ContourSequence)) {
        strays++;
      }
    }
  }

  private void readObservations() {
    int index = 0;
    for (DicomDataset item : dataset.items(DicomTag.RTROIObservationsSequence)) {
      String path = "RTROIObservationsSequence[" + index++ + "]";
      OptionalInt number = number(item, DicomTag.ReferencedROINumber, path);
      if (number.isPresent() && observations.putIfAbsent(number.getAsInt(), item) != null) {
        problems.add(path + ": number " + number.getAsInt() + " is there twice; the first counts");
      }
    }
  }

  /** The number of each item, null where there is none or where it is a repetition. */
  private List<Integer> readDefinitions() {
    List<Integer> numbers = new ArrayList<>();
    for (DicomDataset item : dataset.items(DicomTag.StructureSetROISequence)) {
      String path = "StructureSetROISequence[" + numbers.size() + "]";
      OptionalInt number = number(item, DicomTag.ROINumber, path);
      numbers.add(number.isPresent() ? number.getAsInt() : null);
      if (number.isPresent()) {
        List<DicomDataset> same =
            definitions.computeIfAbsent(number.getAsInt(), n -> new ArrayList<>());
        if (!same.isEmpty()) {
          problems.add(
              path
                  + ": number "
                  + number.getAsInt()
                  + " is there twice; "
                  + (isNamedAlike(same.get(0), item)
                      ? "the first counts"
                      : "whose its contours are cannot be said"));
        }
        same.add(item);
      }
    }
    return numbers;
  }

  private OptionalInt number(DicomDataset item, int tag, String path) {
    OptionalInt number = OptionalInt.empty();
    try {
      number = item.integer(tag);
    } catch (DicomValueException e) {
      // As one without.
    }
    if (number.isEmpty()) {
      problems.add(path + ": no readable " + DicomTag.keyword(tag));
    }
    return number;
  }

  private static boolean isNamedAlike(DicomDataset a, DicomDataset b) {
    return a.strings(DicomTag.ROIName).equals(b.strings(DicomTag.ROIName));
  }

  private void countStrays(int number, List<DicomDataset> items) {
    int drawn = drawn(number).size();
    if (!definitions.containsKey(number)) {
      problems.add("ROIContourSequence: ROI " + number + " is defined nowhere");
      strays += drawn;
    } else if (items.size() > 1) {
      strays += Math.max(0, drawn - 1);
      problems.add(
          "ROIContourSequence: number "
              + number
              + " is there twice; "
              + (drawn > 1
                  ? "whose the contours are cannot be said"
                  : "the one with contours counts"));
    }
  }

  private List<DicomDataset> drawn(int number) {
    return contours.getOrDefault(number, List.of()).stream()
        .filter(item -> item.hasValue(DicomTag.ContourSequence))
        .toList();
  }

  private void link(DicomDataset definition, Optional<Integer> number, int index) {
    int free = -1 - index;
    while (definitions.containsKey(free)) {
      free -= dataset.items(DicomTag.StructureSetROISequence).size();
    }
    if (number.isEmpty()) {
      links.add(new Link(free, definition, Optional.empty(), Optional.empty(), strays > 0));
      return;
    }
    int n = number.get();
    List<DicomDataset> same = definitions.get(n);
    DicomDataset first = same.get(0);
    boolean isFirst = links.stream().noneMatch(link -> link.number() == n);
    if (!isFirst && isNamedAlike(first, definition)) {
      return;
    }
    boolean alone = same.stream().allMatch(other -> isNamedAlike(first, other));
    List<DicomDataset> drawn = drawn(n);
    Optional<DicomDataset> item =
        drawn.stream()
            .findFirst()
            .or(() -> contours.getOrDefault(n, List.of()).stream().findFirst());
    boolean uncertain =
        alone ? drawn.size() > 1 || item.isEmpty() && strays > 0 : !drawn.isEmpty() || strays > 0;
    links.add(
        new Link(
            isFirst ? n : free,
            definition,
            alone ? item : Optional.empty(),
            alone ? Optional.ofNullable(observations.get(n)) : Optional.empty(),
            uncertain));
  }
}
