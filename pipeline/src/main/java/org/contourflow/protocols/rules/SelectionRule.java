package org.contourflow.protocols.rules;

import java.util.List;

/**
 * A rule: series that meet the condition get the protocols.
 *
 * @param name unique in its file
 */
public record SelectionRule(String name, Condition when, List<String> protocols) {
  public SelectionRule {
    protocols = List.copyOf(protocols);
  }
}
