package org.contourflow.testdata;

/**
 * A patient who does not exist. The values are unlike anything else in a log, so that a scan for
 * {@link #identifiers()} finds every leak.
 *
 * @param name PN, e.g. {@code Phantom^Zebedee}
 * @param birthDate DA
 */
public record PhantomPatient(String name, String id, String birthDate, String sex) {
  /** The usual one. */
  public static final PhantomPatient ZEBEDEE =
      new PhantomPatient("Phantom^Zebedee", "PHTM-0471", "19010203", "O");

  /** Another one, to be mixed up with the first. */
  public static final PhantomPatient QUILLA =
      new PhantomPatient("Phantom^Quilla", "PHTM-0852", "19020314", "F");

  /** Texts that must appear in no log, metric, audit event or file name. */
  public java.util.List<String> identifiers() {
    return java.util.List.of(
        name, name.substring(name.indexOf('^') + 1), id, id.substring(5), birthDate);
  }
}
