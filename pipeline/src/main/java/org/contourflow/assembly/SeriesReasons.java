package org.contourflow.assembly;

import java.util.List;
import java.util.stream.Collectors;
import org.contourflow.cases.ArrivalStore.SeriesRecord;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.home.Quarantine.Reason;
import org.contourflow.protocols.rules.Selection;
import org.contourflow.series.SeriesRefusal;

/** Why a whole series is put aside, in a physicist's words. */
final class SeriesReasons {
  /** Begins the reason of an open series that waits for more than a gap to close. */
  static final String WAITING = "waiting: ";

  /** Begins the reason of a series that is held until another system says what it has of it. */
  private static final String NOT_COUNTED = "no answer yet from ";

  private SeriesReasons() {}

  /** Always the same for one system: a series is held for it once, however often it is asked. */
  static String notCounted(String who) {
    return NOT_COUNTED + who + ", which was asked for its number of slices";
  }

  static boolean isNotCounted(SeriesRecord series) {
    return series.state() == SeriesState.HELD && series.reason().startsWith(NOT_COUNTED);
  }

  /** Held, since a sender did not end in order. */
  static boolean isForItsSender(SeriesRecord series) {
    return series.state() == SeriesState.HELD && Wholeness.isForItsSender(series.reason());
  }

  static Reason incomplete(String text, String seriesInstanceUid) {
    return new Reason(
        "INCOMPLETE",
        text,
        "Send the missing slices: the series is then contoured by itself. Or take it as it is:"
            + " contourflow release "
            + seriesInstanceUid);
  }

  static Reason notWhole(Wholeness.Code code, String why, String seriesInstanceUid) {
    return new Reason(
        code.name(),
        why,
        code.whatToDo() + " Or take it as it is: contourflow release " + seriesInstanceUid);
  }

  static Reason lost(int missing, int all, String seriesInstanceUid) {
    return new Reason(
        "SLICES_LOST",
        missing + " of " + all + " stored slices are gone from the disk",
        "Send the whole series again: it is then contoured by itself. Look after the disk. Or take"
            + " what is left: contourflow release "
            + seriesInstanceUid);
  }

  static Reason unmatched(Selection selection, String seriesInstanceUid) {
    List<String> lines = selection.explain();
    return new Reason(
        selection.isMatched() ? "NO_PROTOCOL_BY_RULE" : "NO_RULE_MATCHES",
        lines.get(lines.size() - 1),
        "Nothing, if it is not to be contoured. Else change the rules and send it again, or:"
            + " contourflow release "
            + seriesInstanceUid
            + " --protocol NAME",
        lines.subList(0, lines.size() - 1));
  }

  static Reason poison(int tries, String what) {
    return new Reason(
        "JUDGING_FAILED",
        "judging the series was tried " + tries + " times and did not come to its end" + what,
        "The log says where it failed. Have the files examined; sent again after that, they are"
            + " judged anew.");
  }

  static Reason refused(SeriesRefusal refusal) {
    return new Reason(refusal.code().name(), refusal.reason(), refusal.whatToDo());
  }

  static Reason refused(List<SeriesRefusal> refusals) {
    return new Reason(
        refusals.stream().map(r -> r.code().name()).findFirst().orElse("NO_IMAGE"),
        refusals.stream().map(SeriesRefusal::reason).collect(Collectors.joining("; ")),
        refusals.stream().map(SeriesRefusal::whatToDo).distinct().collect(Collectors.joining(" ")));
  }
}
