package org.contourflow.consent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.contourflow.dicom.DurableMove;

/**
 * The patients who never teach, because networks are judged by them: the gate releases none of
 * their cases, to whatever teaches. Who is in it follows from a keyed hash of the patient alone:
 * not from a file's name, the order of the cases, how many there are, or the run. It is fixed for
 * ever, the share too, so that no network is ever judged by a patient who taught one of its
 * ancestors.
 */
public final class TestFold {
  /** Share of the patients who are kept apart if nobody says another. */
  public static final double SHARE = 0.2;

  private static final String USE = "test fold";

  private final double share;
  private final ConsentKey key;
  private final Persons persons;

  /** All references of one person. */
  @FunctionalInterface
  interface Persons {
    Set<PatientRef> of(PatientRef patient) throws IOException;
  }

  TestFold(double share, ConsentKey key, Persons persons) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("the share of the test fold is from 0 to below 1");
    }
    this.share = share;
    this.key = key;
    this.persons = persons;
  }

  /**
   * The fold of a consent folder, fixed now if it was not before.
   *
   * @throws IOException if another share was asked for before
   */
  static TestFold open(Path file, double share, ConsentKey key, Persons persons)
      throws IOException {
    TestFold fold = new TestFold(share, key, persons);
    if (!Files.exists(file)) {
      byte[] text = (Double.toString(share) + "\n").getBytes(StandardCharsets.UTF_8);
      DurableMove.write(file, out -> out.write(text));
    }
    String before = Files.readString(file).strip();
    if (!before.equals(Double.toString(share))) {
      throw new IOException(
          "the share of the test fold is "
              + before
              + " for ever ("
              + file.getFileName()
              + " of the consent folder), not "
              + share
              + ": with another share, patients who taught would judge");
    }
    return fold;
  }

  /** The fold as it was fixed; empty: it was not yet, and holds nobody. */
  static Optional<TestFold> fixed(Path file, ConsentKey key, Persons persons) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TestFold(Double.parseDouble(Files.readString(file).strip()), key, persons));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file.getFileName() + " of the consent folder was changed; restore its newest copy", e);
    }
  }

  /**
   * Whether a case is kept apart. If two references are one person, and one of them is in the fold,
   * both are.
   *
   * @param patient whose it is; empty: public data, which are told apart by the case's id
   */
  public boolean holds(String caseId, Optional<PatientRef> patient) throws IOException {
    if (patient.isEmpty()) {
      return isIn("public " + caseId);
    }
    for (PatientRef each : persons.of(patient.get())) {
      if (isIn(each.hex())) {
        return true;
      }
    }
    return false;
  }

  private boolean isIn(String who) {
    return key.place(USE, who) < share;
  }
}
