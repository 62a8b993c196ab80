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

    @Override
    public <R, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
      return visitor.completed(this);
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
      implements StructureSetOutcome {
    /** One line: why, where, what and what to do. */
    public String describe() {
      return reason + " (" + where + "): " + what + "; " + whatToDo;
    }

    @Override
    public <R, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
      return visitor.refused(this);
    }
  }

  /**
   * What is made of either; a new kind of outcome does not compile until all have it.
   *
   * @param <X> what the methods may throw
   */
  interface Visitor<R, X extends Exception> {
    R completed(Completed completed) throws X;

    R refused(Refused refused) throws X;
  }

  /** Hands this outcome to the visitor's method for it. */
  <R, X extends Exception> R accept(Visitor<R, X> visitor) throws X;

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
