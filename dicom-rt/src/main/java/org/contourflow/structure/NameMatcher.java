package org.contourflow.structure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Pairs the names of one structure set with those of another: by the very name, then by an alias
 * that somebody gave, then by spelling (letter case, blanks and punctuation do not count), then by
 * what TG-263 name a variant means. {@code Body} and {@code External} are the same outline where
 * one set has the one and the other set the other.
 *
 * <p>At each step a name is paired only if there is one on either side: where two could be meant,
 * none is, and all of them are told as {@link Result#unclear}. A left organ is never paired with a
 * right one, because no step makes one of the other.
 */
public final class NameMatcher {
  private final Map<String, Set<String>> aliases;

  /** How two names were found to be one. */
  public enum By {
    NAME,
    ALIAS,
    SPELLING,
    VARIANT
  }

  /** Two names of one structure. */
  public record Match(String own, String other, By by) {}

  /**
   * Pairs and what is left.
   *
   * @param ownOnly names of ours that the other set has not
   * @param otherOnly names of theirs that mean none of ours, unclear ones too
   * @param unclear lines for a person: what could mean several
   */
  public record Result(
      List<Match> matches, List<String> ownOnly, List<String> otherOnly, List<String> unclear) {
    public Result {
      matches = List.copyOf(matches);
      ownOnly = List.copyOf(ownOnly);
      otherOnly = List.copyOf(otherOnly);
      unclear = List.copyOf(unclear);
    }

    /** The name of ours that a name of theirs means. */
    public Optional<String> own(String other) {
      return matches.stream().filter(m -> m.other().equals(other)).map(Match::own).findFirst();
    }
  }

  /** Without aliases. */
  public NameMatcher() {
    this(Map.of());
  }

  /**
   * With the names that somebody gave.
   *
   * @param aliases by our name
   */
  public NameMatcher(Map<String, ? extends Collection<String>> aliases) {
    this.aliases = new LinkedHashMap<>();
    aliases.forEach((own, names) -> this.aliases.put(own, Set.copyOf(names)));
  }

  /** Pairs them; each in its order, and without repetition. */
  public Result match(Collection<String> own, Collection<String> other) {
    Set<String> ours = new LinkedHashSet<>(own);
    Set<String> theirs = new LinkedHashSet<>(other);
    List<Match> matches = new ArrayList<>();
    List<String> unclear = new ArrayList<>();
    for (By by : By.values()) {
      step(by, ours, theirs, matches, unclear);
    }
    Set<String> left = new LinkedHashSet<>(own);
    matches.forEach(m -> left.remove(m.own()));
    Set<String> leftOfTheirs = new LinkedHashSet<>(other);
    matches.forEach(m -> leftOfTheirs.remove(m.other()));
    return new Result(matches, List.copyOf(left), List.copyOf(leftOfTheirs), unclear);
  }

  private void step(
      By by, Set<String> ours, Set<String> theirs, List<Match> matches, List<String> unclear) {
    Map<String, Set<String>> ownByKey = grouped(ours, name -> ownKeys(by, name));
    Map<String, Set<String>> otherByKey = grouped(theirs, name -> keys(by, name));
    ownByKey.forEach(
        (key, names) -> {
          Set<String> others = otherByKey.getOrDefault(key, Set.of());
          if (others.isEmpty() || !ours.containsAll(names)) {
            return;
          }
          if (names.size() == 1 && others.size() == 1) {
            matches.add(new Match(names.iterator().next(), others.iterator().next(), by));
          } else {
            unclear.add(others + " could each be " + names);
          }
          ours.removeAll(names);
          theirs.removeAll(others);
        });
  }

  private Set<String> ownKeys(By by, String name) {
    if (by != By.ALIAS) {
      return keys(by, name);
    }
    Set<String> keys = new LinkedHashSet<>();
    aliases.getOrDefault(name, Set.of()).forEach(alias -> keys.add(NameVariants.plain(alias)));
    return keys;
  }

  private static Set<String> keys(By by, String name) {
    return switch (by) {
      case NAME -> Set.of(name);
      case ALIAS, SPELLING -> Set.of(NameVariants.plain(name));
      case VARIANT ->
          NameVariants.tg263(name).map(NameMatcher::outline).map(Set::of).orElse(Set.of());
    };
  }

  /** Systems call the outline of the patient by either name. */
  private static String outline(String tg263) {
    return tg263.equals("Body") ? "External" : tg263;
  }

  private static Map<String, Set<String>> grouped(
      Set<String> names, Function<String, Set<String>> keys) {
    Map<String, Set<String>> groups = new LinkedHashMap<>();
    for (String name : names) {
      for (String key : keys.apply(name)) {
        if (!key.isEmpty()) {
          groups.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(name);
        }
      }
    }
    return groups;
  }
}
