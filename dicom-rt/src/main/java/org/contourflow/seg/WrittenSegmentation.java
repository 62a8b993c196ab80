package org.contourflow.seg;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/** What became of a request to write a segmentation. */
public sealed interface WrittenSegmentation {

  /**
   * It is ready.
   *
   * @param instances one; several of one series where segments of a label map overlap
   */
  record Completed(List<Instance> instances) implements WrittenSegmentation {
    public Completed {
      instances = List.copyOf(instances);
    }

    @Override
    public <R, X extends Exception> R accept(Visitor<R, X> visitor) throws X {
      return visitor.completed(this);
    }
  }

  /**
   * One SOP instance.
   *
   * @param segments labels of its segments
   */
  record Instance(DicomDataset dataset, List<String> segments) {
    public Instance {
      segments = List.copyOf(segments);
    }

    /** Its SOP Instance UID. */
    public String sopInstanceUid() {
      return dataset.text(DicomTag.SOPInstanceUID);
    }

    /** Writes the file, whole or not at all; the same content gives the same bytes. */
    public void writeTo(Path file) throws IOException {
      DicomFiles.write(file, dataset, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    }
  }

  /**
   * It cannot be written.
   *
   * @param where segment or attribute
   * @param what plain reason
   * @param whatToDo the way out
   */
  record Refused(Reason reason, String where, String what, String whatToDo)
      implements WrittenSegmentation {
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

  /** Why a segmentation is refused. */
  enum Reason {
    NO_SEGMENT,
    LABEL_NOT_UNIQUE,
    GRID_MISMATCH,
    TOO_LARGE
  }
}
