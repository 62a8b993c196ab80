package org.contourflow.protocols.derive;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.protocols.derive.ExpressionParser.Stop;
import org.contourflow.protocols.derive.ExpressionToken.Kind;
import org.contourflow.volume.bits.Margins;

/** Reads what stands after a comma in a function: lengths with their unit, margins, a structure. */
final class LengthReader {
  private static final Map<String, Double> MM = Map.of("mm", 1.0, "cm", 10.0);
  private static final String DIRECTIONS = "RLAPSI";

  private final ExpressionParser parser;

  LengthReader(ExpressionParser parser) {
    this.parser = parser;
  }

  /** {@code , 5 mm}. */
  double lengthMm() throws Stop {
    comma("a length, such as 5 mm");
    return positiveMm();
  }

  /** {@code , 5 mm}, or nothing: without end. */
  double orEndlessMm() throws Stop {
    return parser.peek().is(",") ? lengthMm() : Double.POSITIVE_INFINITY;
  }

  /** {@code , 0.5 cc}. */
  double volumeCc() throws Stop {
    comma("a volume, such as 0.5 cc");
    return quantity("a volume", Map.of("cc", 1.0, "cm3", 1.0, "ml", 1.0, "mm3", 0.001));
  }

  /** {@code , A}: a structure, if one stands there. */
  Optional<Expression> structure() throws Stop {
    if (!parser.peek().is(",")) {
      return Optional.empty();
    }
    ExpressionToken comma = parser.next();
    ExpressionToken first = parser.peek();
    if (first.is("(") || first.kind() == Kind.NAME && !first.text().equals("z")) {
      return Optional.of(parser.expression());
    }
    parser.back(comma);
    return Optional.empty();
  }

  /** {@code , z -120 mm}: a plane across the patient, if one stands there. */
  OptionalDouble planeMm() throws Stop {
    if (!parser.peek().is(",")) {
      return OptionalDouble.empty();
    }
    ExpressionToken comma = parser.next();
    if (!parser.peek().text().equals("z")) {
      parser.back(comma);
      return OptionalDouble.empty();
    }
    parser.next();
    return OptionalDouble.of(quantity("a position", MM));
  }

  /** {@code , 5 mm}, or {@code , R 5 mm, S 8 mm}, or both: the first for all other directions. */
  Margins margins() throws Stop {
    comma("a margin, such as 5 mm or S 8 mm");
    double others = parser.peek().kind() == Kind.NUMBER ? positiveMm() : -1;
    Map<Character, Double> given = new HashMap<>();
    boolean more = others < 0;
    while (more || parser.peek().is(",")) {
      if (!more) {
        parser.next();
      }
      more = false;
      direction(given);
    }
    double[] mm = new double[DIRECTIONS.length()];
    for (int i = 0; i < mm.length; i++) {
      mm[i] = given.getOrDefault(DIRECTIONS.charAt(i), Math.max(0, others));
    }
    return new Margins(mm[0], mm[1], mm[2], mm[3], mm[4], mm[5]);
  }

  private void direction(Map<Character, Double> given) throws Stop {
    ExpressionToken word = parser.next();
    boolean known = word.kind() == Kind.NAME && word.text().matches("[RLAPSI]|RL|LR|AP|PA|SI|IS");
    if (!known) {
      throw parser.stop(
          word,
          "a margin is one number with mm or cm, or one for each direction after R, L, A, P, S, I,"
              + " RL, AP or SI; found "
              + word.shown());
    }
    double mm = positiveMm();
    for (char direction : word.text().toCharArray()) {
      if (given.put(direction, mm) != null) {
        throw parser.stop(word, "the margin towards " + direction + " is given twice");
      }
    }
  }

  private void comma(String needs) throws Stop {
    parser.expect(",", "here stands a comma and " + needs);
  }

  private double positiveMm() throws Stop {
    ExpressionToken at = parser.peek();
    double mm = quantity("a length", MM);
    if (mm < 0 || mm > Margins.LARGEST_MM) {
      throw parser.stop(
          at,
          "a length is 0 to "
              + (int) Margins.LARGEST_MM
              + " mm"
              + (mm < 0 ? "; inwards is shrink(...)" : ""));
    }
    return mm;
  }

  private double quantity(String what, Map<String, Double> units) throws Stop {
    ExpressionToken number = parser.next();
    String allowed = String.join(" or ", new java.util.TreeSet<>(units.keySet()).descendingSet());
    if (number.kind() != Kind.NUMBER) {
      throw parser.stop(
          number, "here stands " + what + " in " + allowed + ", not " + number.shown());
    }
    ExpressionToken unit = parser.peek();
    Double factor = unit.kind() == Kind.NAME ? units.get(unit.text()) : null;
    if (factor == null) {
      throw parser.stop(
          unit.kind() == Kind.NAME ? unit : number,
          what + " needs its unit, " + allowed + ": " + number.text() + " " + allowed);
    }
    parser.next();
    return Double.parseDouble(number.text()) * factor;
  }
}
