package org.contourflow.consent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/**
 * What the files of a folder of cases say. A NIfTI file names nobody. Of a DICOM case every file's
 * header is read: patient, the trial's consent flags (0012,0083), approval of each RTSTRUCT. What
 * was read is remembered as long as no file changed its size, time or place.
 */
public final class FolderEvidence implements EvidenceReader {
  private static final int CONSENT_FOR_TRIAL_USE = 0x00120083;
  private static final int DISTRIBUTION_FLAG = 0x00120085;

  private final FolderCases cases;
  private final ConsentKey key;
  private final Map<String, CaseEvidence> known = new ConcurrentHashMap<>();

  public FolderEvidence(Path folder, ConsentKey key) throws IOException {
    this.cases = new FolderCases(folder);
    this.key = key;
  }

  @Override
  public CaseEvidence read(String caseId) throws IOException {
    List<Path> files = cases.of(caseId);
    Optional<Path> link = cases.firstLink(files);
    if (link.isPresent()) {
      return problem(caseId, Reason.SYMLINK, "in the case's folder", files);
    }
    String stamp = cases.stamp(files);
    CaseEvidence before = known.get(caseId);
    if (before != null && before.stamp().equals(stamp)) {
      return before;
    }
    CaseEvidence now =
        cases.isNifti()
            ? new CaseEvidence(caseId, Optional.empty(), Optional.empty(), false, stamp, files)
            : new Headers(caseId, files, stamp, key).evidence();
    known.put(caseId, now);
    return now;
  }

  /**
   * What the files of a case say that lie in no folder of their own, as a service keeps them.
   *
   * @throws IOException if one of them is gone or cannot be read
   */
  static CaseEvidence ofFiles(String caseId, List<Path> files, ConsentKey key) throws IOException {
    return new Headers(caseId, files, "", key).evidence();
  }

  private static CaseEvidence problem(
      String caseId, Reason reason, String detail, List<Path> files) {
    return new CaseEvidence(
        caseId,
        Optional.empty(),
        Optional.of(new Decision.Refused(reason, detail)),
        false,
        "",
        files);
  }

  /** The headers of one case. */
  private static final class Headers {
    private final String caseId;
    private final List<Path> files;
    private final String stamp;
    private final ConsentKey key;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> issuers = new HashSet<>();
    private final Set<String> births = new HashSet<>();
    private final List<String> approvals = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private boolean anonymous;

    Headers(String caseId, List<Path> files, String stamp, ConsentKey key) throws IOException {
      this.caseId = caseId;
      this.files = files;
      this.stamp = stamp;
      this.key = key;
      for (Path file : files) {
        try {
          add(DicomFiles.readHeader(file).dataset());
        } catch (DicomReadException e) {
          if (e.reason() != DicomReadException.Reason.NOT_DICOM) {
            throw e; // A README may lie beside; a DICOM file that cannot be read may not.
          }
        }
      }
    }

    private void add(DicomDataset header) {
      String id = header.text(DicomTag.PatientID).strip();
      anonymous |= id.isEmpty();
      ids.add(id);
      header.string(DicomTag.IssuerOfPatientID).ifPresent(issuers::add);
      header.string(DicomTag.PatientBirthDate).ifPresent(births::add);
      if (header.text(DicomTag.SOPClassUID).equals(DicomUid.RT_STRUCTURE_SET_STORAGE)) {
        approvals.add(header.text(DicomTag.ApprovalStatus).strip());
      }
      if (header.contains(CONSENT_FOR_TRIAL_USE)) {
        for (DicomDataset item : header.items(CONSENT_FOR_TRIAL_USE)) {
          flags.add(item.text(DISTRIBUTION_FLAG).strip());
        }
      }
    }

    CaseEvidence evidence() {
      boolean one = ids.size() == 1 && issuers.size() <= 1 && births.size() <= 1;
      Optional<Whose> whose =
          one && !anonymous
              ? Optional.of(
                  key.whose(ids.iterator().next(), issuers.stream().findFirst().orElse("")))
              : Optional.empty();
      boolean approved = !approvals.isEmpty() && approvals.stream().allMatch("APPROVED"::equals);
      return new CaseEvidence(caseId, whose, problem(one), approved, stamp, files);
    }

    private Optional<Decision.Refused> problem(boolean one) {
      Optional<Reason> reason = Optional.empty();
      if (ids.isEmpty() || anonymous && ids.size() == 1) {
        reason = Optional.empty(); // Nobody's: the gate says so unless a statement stands for it.
      } else if (!one) {
        reason = Optional.of(Reason.WRONG_PATIENT);
      }
      if (flags.stream().anyMatch(f -> f.equals("NO") || f.equals("WITHDRAWN"))) {
        reason = Optional.of(Reason.DICOM_REFUSED);
      } else if (flags.stream().anyMatch(f -> !f.equals("YES"))) {
        reason = Optional.of(Reason.DICOM_UNCLEAR);
      }
      return reason.map(Decision::refused);
    }
  }
}
