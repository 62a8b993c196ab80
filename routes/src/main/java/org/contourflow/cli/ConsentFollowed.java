package org.contourflow.cli;

import java.io.PrintStream;
import org.contourflow.consent.Withdrawal;
import org.contourflow.refine.NetworkNames;

/** Tells what became of caches and networks of a patient who withdrew. */
final class ConsentFollowed {
  private ConsentFollowed() {}

  /**
   * Prints it.
   *
   * @return the command's exit status: 1 if a person must see to files
   */
  static int print(Withdrawal.Result done) {
    PrintStream out = System.out;
    done.deleted().forEach(f -> out.println("deleted: " + f));
    NetworkNames names = new NetworkNames(done.descendants());
    done.descendants()
        .forEach(
            d ->
                out.println(
                    "goes back to the patient: "
                        + d.name()
                        + " "
                        + d.sha256()
                        + (d.folder().isEmpty() ? "" : " in " + d.folder())
                        + "; last clean ancestor: "
                        + done.lastClean().get(d.sha256()).map(names::describe).orElse("none")));
    done.outOfService().forEach(f -> out.println("out of service: " + f));
    done.notHere().forEach(f -> System.err.println("NOT here, so not taken out of service: " + f));
    done.failed().forEach(f -> System.err.println("NOT deleted, see to it: " + f));
    return done.failed().isEmpty() && done.notHere().isEmpty() ? 0 : 1;
  }
}
