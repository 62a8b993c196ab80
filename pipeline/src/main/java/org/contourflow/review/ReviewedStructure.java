package org.contourflow.review;

import java.util.List;
import java.util.Optional;
import org.contourflow.structure.NameMatcher.By;

/**
 * One structure of a review.
 *
 * @param name as delivered; as it came back, if it was not delivered
 * @param cameBackAs its name in the set that came back; empty: it is not there
 * @param matchedBy how the names were found to be one; empty if one of them is missing
 * @param measured empty if it allows no figure
 * @param losses what of either was not read as it was drawn, in lines for a person
 */
public record ReviewedStructure(
    String name,
    Optional<String> cameBackAs,
    Optional<By> matchedBy,
    Optional<Measured> measured,
    Verdict verdict,
    EditKind kind,
    List<String> losses) {
  public ReviewedStructure {
    losses = List.copyOf(losses);
  }
}
