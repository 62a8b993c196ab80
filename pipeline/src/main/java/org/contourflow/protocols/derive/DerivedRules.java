package org.contourflow.protocols.derive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.contourflow.structure.NearestNames;

/**
 * Derivations that were checked: names are unique, every name is known, none needs itself. In an
 * order in which each comes after what it is made of.
 */
public record DerivedRules(List<Derivation> derivations, Sources sources) {
  /** None. */
  public static final DerivedRules NONE =
      new DerivedRules(List.of(), Sources.of(List.of(), List.of()));

  /** Longest name: DICOM's VR SH, which planning systems cut names to. */
  private static final int LONGEST_NAME = 16;

  public DerivedRules {
    derivations = List.copyOf(derivations);
  }

  /** What came of the check: {@code problems} is empty, or {@code rules} is of no use. */
  public record Checked(DerivedRules rules, List<DerivationProblem> problems) {}

  /** Checks what was read against the names there are. */
  public static Checked check(DerivationText read, Sources sources) {
    Check check = new Check(read, sources);
    check.names();
    check.references();
    List<Derivation> ordered = check.ordered();
    return new Checked(new DerivedRules(ordered, sources), check.problems);
  }

  /**
   * Checks what was read before it is known what the models make: its text, cycles, and names that
   * it gives twice.
   */
  public static List<DerivationProblem> checkAlone(DerivationText read) {
    Check check = new Check(read, Sources.of(List.of(), List.of()));
    check.names();
    check.ordered();
    return check.problems;
  }

  /** Whether any of them is made of the clinician's. */
  public boolean needsClinical() {
    return derivations.stream()
        .flatMap(one -> one.expression().names())
        .anyMatch(name -> !sources.made().contains(name.name()) && sources.isClinical(name));
  }

  private static final class Check {
    private final DerivationText read;
    private final String[] lines;
    private final Sources sources;
    private final List<DerivationProblem> problems;
    private final Map<String, Derivation> byName = new LinkedHashMap<>();

    Check(DerivationText read, Sources sources) {
      this.read = read;
      this.lines = read.text().split("\r?\n", -1);
      this.sources = sources;
      this.problems = new ArrayList<>(read.problems());
    }

    private void problem(int line, int character, String what) {
      problems.add(new DerivationProblem(line, character, what, lines[line - 1]));
    }

    void names() {
      Map<String, String> taken = new LinkedHashMap<>();
      sources.made().forEach(name -> taken.put(lower(name), "the models make " + name));
      for (Derivation one : read.derivations()) {
        String name = one.name();
        if (!name.matches("[A-Za-z0-9_~^.+-]{1," + LONGEST_NAME + "}")) {
          problem(
              one.line(),
              one.character(),
              "a structure's name has 1 to 16 letters, digits or _~^.+-, not "
                  + name
                  + " ("
                  + name.length()
                  + ")");
        }
        String before =
            taken.put(lower(name), "\"" + lines[one.line() - 1].strip() + "\" makes " + name);
        if (before != null) {
          problem(
              one.line(),
              one.character(),
              "the name "
                  + name
                  + " clashes: "
                  + before
                  + " (letter case does not count); give it another name");
        }
        byName.putIfAbsent(name, one);
      }
    }

    private static String lower(String name) {
      return name.toLowerCase(Locale.ROOT);
    }

    void references() {
      Set<String> known = new TreeSet<>(sources.made());
      known.addAll(sources.clinical());
      known.addAll(byName.keySet());
      for (Derivation one : read.derivations()) {
        one.expression()
            .names()
            .filter(name -> !known.contains(name.name()) && !sources.isClinical(name))
            .forEach(name -> problem(name.line(), name.character(), unknown(name.name(), known)));
      }
    }

    private static String unknown(String name, Set<String> known) {
      List<String> near = NearestNames.of(name, known, 2);
      String meant = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
      boolean operator = name.matches(".*[+-].*");
      return "no structure is called "
          + name
          + meant
          + (operator ? "; as operators, + and - stand between blanks" : "");
    }

    List<Derivation> ordered() {
      List<Derivation> ordered = new ArrayList<>();
      Set<String> done = new LinkedHashSet<>();
      for (Derivation one : byName.values()) {
        visit(one, new ArrayList<>(), done, ordered);
      }
      return ordered;
    }

    private void visit(
        Derivation one, List<String> path, Set<String> done, List<Derivation> ordered) {
      int again = path.indexOf(one.name());
      if (again >= 0) {
        List<String> cycle = new ArrayList<>(path.subList(again, path.size()));
        cycle.add(one.name());
        problem(
            one.line(),
            one.character(),
            "a structure cannot be made of itself: " + String.join(" needs ", cycle));
        return;
      }
      if (done.contains(one.name())) {
        return;
      }
      path.add(one.name());
      one.expression()
          .names()
          .map(name -> byName.get(name.name()))
          .filter(next -> next != null && !done.contains(next.name()))
          .distinct()
          .forEach(next -> visit(next, path, done, ordered));
      path.remove(path.size() - 1);
      done.add(one.name());
      ordered.add(one);
    }
  }
}
