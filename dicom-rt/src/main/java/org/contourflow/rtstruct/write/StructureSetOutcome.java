package org.contourflow.rtstruct.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;

/** What became of a request to write a structure set. */
public sealed interface StructureSetOutcome {

  /**
   * It is ready.
   *
   * @param absentRois names of structures without contours, written or not by the profile
   * @param notes what the reader of the run log should know, without patient identifiers
   */
  record Completed(
      DicomDataset dataset,
      String transferSyntaxUid,
      String seriesInstanceUid,
      String sopInstanceUid,
      List<String> absentRois,
      List<String> notes)
      implements StructureSetOutcome {
    public Completed {
      absentRois = List.copyOf(absentRois);
      notes = List.copyOf(notes);
    }

    /** The same with more to tell. */
    public Completed withNotes(List<String> more) {
      List<String> all = new ArrayList<>(notes);
      all.addAll(more);
      return new Completed(
          dataset, transferSyntaxUid, seriesInstanceUid, sopInstanceUid, absentRois, all);
    }

    /** Writes the file, whole or not at all; the same content gives the same bytes. */
    public void writeTo(Path file) throws IOException {
      DicomFiles.write(file, dataset, transferSyntaxUid);
    }
  }

  /**
   * It cannot be written.
   *
   * @param where ROI or attribute
   * @param what plain reason
   * @param whatToDo the way out
   */
  record Refused(Reason reason, String where, String what, String whatToDo)
      implements StructureSetOutcome {}

  /** Why a structure set is refused. */
  enum Reason {
    NO_ROI,
    NAME_TOO_LONG,
    NAME_NOT_UNIQUE,
    GRID_MISMATCH,
    /** What ours is to be appended to is no RT Structure Set. */
    NO_STRUCTURE_SET,
    APPROVED,
    OTHER_FRAME,
    OTHER_SERIES
  }
}
