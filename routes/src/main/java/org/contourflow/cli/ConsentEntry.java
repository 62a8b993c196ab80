package org.contourflow.cli;

import java.io.IOException;
import org.contourflow.consent.Act;
import org.contourflow.consent.ConsentEvent;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.Whose;
import picocli.CommandLine.Option;

/** Who records an event of consent, and on what paper. */
final class ConsentEntry {
  @Option(
      names = "--evidence",
      required = true,
      paramLabel = "REF",
      description = "Where form, letter or approval is found; no patient's name.")
  private String evidence;

  @Option(names = "--by", required = true, paramLabel = "WHO", description = "Who records it.")
  private String by;

  ConsentEvent append(ConsentFolder folder, Whose patient, Act act) throws IOException {
    try {
      ConsentEvent event = folder.log().append(patient, act, evidence, by);
      System.out.println("event " + event.sequence() + ": " + ConsentCases.line(event));
      return event;
    } catch (IllegalArgumentException e) {
      throw Failure.refused(e.getMessage());
    }
  }
}
