package org.contourflow.rtstruct.check;

import java.util.List;
import java.util.OptionalInt;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;

/** A data set or item with its path, and the list that findings go to. */
record CheckScope(DicomDataset item, String path, Findings findings) {

  void report(CheckRule rule, int tag, String message) {
    findings.add(rule, at(tag), message);
  }

  /** With a severity for other systems' files that was measured. */
  void report(CheckRule rule, CheckRule.Severity elsewhere, int tag, String message) {
    findings.add(rule, elsewhere, at(tag), message);
  }

  /** Of a value that was copied from the CT as it is. */
  void reportCopied(CheckRule rule, int tag, String message) {
    findings.addCopied(rule, at(tag), message);
  }

  private String at(int tag) {
    return path + DicomTag.keyword(tag) + " " + DicomTag.format(tag);
  }

  /** The items of a sequence, each with its path. */
  List<CheckScope> items(int sequence) {
    List<DicomDataset> items = item.items(sequence);
    return java.util.stream.IntStream.range(0, items.size())
        .mapToObj(
            i ->
                new CheckScope(
                    items.get(i), path + DicomTag.keyword(sequence) + "[" + i + "].", findings))
        .toList();
  }

  /** Reports attributes that are absent or empty. */
  void requireValue(int... tags) {
    requireValue(CheckRule.MISSING_ATTRIBUTE.severityElsewhere(), tags);
  }

  /** The same, with a severity for other systems' files. */
  void requireValue(CheckRule.Severity elsewhere, int... tags) {
    for (int tag : tags) {
      if (!item.hasValue(tag)) {
        report(
            CheckRule.MISSING_ATTRIBUTE,
            elsewhere,
            tag,
            item.contains(tag) ? "is empty and must have a value" : "is missing");
      }
    }
  }

  /** Reports attributes that are absent; empty ones are allowed. */
  void requirePresent(int... tags) {
    for (int tag : tags) {
      if (!item.contains(tag)) {
        report(
            CheckRule.MISSING_ATTRIBUTE,
            CheckRule.Severity.WARNING,
            tag,
            "is missing (it may be empty)");
      }
    }
  }

  /** A whole number, or empty with a finding if it is none; absent is the caller's to report. */
  OptionalInt integer(int tag) {
    try {
      return item.integer(tag);
    } catch (DicomValueException e) {
      report(CheckRule.NOT_A_NUMBER, tag, "is not a whole number");
      return OptionalInt.empty();
    }
  }
}
