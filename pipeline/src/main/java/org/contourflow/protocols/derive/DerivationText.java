package org.contourflow.protocols.derive;

import java.util.List;
import java.util.Map;

/**
 * The text of derived structures as it was read; what its names mean is not checked yet.
 *
 * @param text as it was written
 * @param optional names that the text calls optional ({@code true}) or required ({@code false})
 */
public record DerivationText(
    String text,
    List<Derivation> derivations,
    Map<String, Boolean> optional,
    List<DerivationProblem> problems) {
  public DerivationText {
    derivations = List.copyOf(derivations);
    optional = Map.copyOf(optional);
    problems = List.copyOf(problems);
  }

  /** Reads a text; what is wrong is in {@link #problems}, all of it. */
  public static DerivationText parse(String text) {
    return new ExpressionParser(text).parse();
  }
}
