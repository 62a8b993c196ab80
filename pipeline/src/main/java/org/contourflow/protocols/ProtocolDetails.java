package org.contourflow.protocols;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.contourflow.protocols.derive.DerivationText;

/**
 * What a protocol says of its structures beyond their names.
 *
 * @param rules one a structure that the file says something of, in its order
 * @param derived structures made of others
 * @param clinical names that are expected of the clinician's structure set
 * @param outputs what is written of them, and for whom
 * @param priority which cases go first
 * @param retentionDays how long a finished case is kept; empty: as the settings say
 * @param sha256 of the protocol's text, lower-case hex; empty: nobody wrote any
 * @param lines where its parts stand
 */
public record ProtocolDetails(
    List<StructureRule> rules,
    DerivationText derived,
    List<String> clinical,
    OutputPlan outputs,
    Priority priority,
    OptionalInt retentionDays,
    Optional<String> sha256,
    FileLines lines) {

  /** Which cases go first. */
  public enum Priority {
    URGENT,
    ROUTINE
  }

  /** Of a protocol that says nothing of the kind. */
  public static final ProtocolDetails NONE =
      new ProtocolDetails(
          List.of(),
          DerivationText.parse(""),
          List.of(),
          OutputPlan.PLAIN,
          Priority.ROUTINE,
          OptionalInt.empty(),
          Optional.empty(),
          FileLines.NONE);

  public ProtocolDetails {
    rules = List.copyOf(rules);
    clinical = List.copyOf(clinical);
  }
}
