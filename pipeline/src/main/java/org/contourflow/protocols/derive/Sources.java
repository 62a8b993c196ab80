package org.contourflow.protocols.derive;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What names an expression may use without making them.
 *
 * @param made by the protocol's models
 * @param clinical expected of the clinician's structure set
 */
public record Sources(Set<String> made, Set<String> clinical) {
  /** TG-263's targets: no network draws them, so they are the clinician's by their name. */
  private static final Pattern TARGET = Pattern.compile("(?:[GCIP]TV|IGTV|ICTV|EVAL_?PTV).*");

  public Sources {
    made = Set.copyOf(made);
    clinical = Set.copyOf(clinical);
  }

  /** With these models' structures and these of the clinician. */
  public static Sources of(Collection<String> made, Collection<String> clinical) {
    return new Sources(new LinkedHashSet<>(made), new LinkedHashSet<>(clinical));
  }

  /** Whether the name is looked for in the clinician's set. */
  boolean isClinical(Expression.Named name) {
    return name.isPattern() || clinical.contains(name.name()) || isTarget(name.name());
  }

  /** Whether a name is a target's, GTV, CTV, ITV or PTV with what follows. */
  public static boolean isTarget(String name) {
    return TARGET.matcher(name).matches();
  }
}
