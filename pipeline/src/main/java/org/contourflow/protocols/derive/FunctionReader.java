package org.contourflow.protocols.derive;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.contourflow.protocols.derive.Expression.Shape;
import org.contourflow.protocols.derive.Expression.Way;
import org.contourflow.protocols.derive.ExpressionParser.Stop;
import org.contourflow.structure.NearestNames;
import org.contourflow.volume.bits.Margins;

/** Reads a function with what stands in its brackets. */
final class FunctionReader {
  private final ExpressionParser parser;
  private final LengthReader lengths;
  private final TreeMap<String, Reader> functions = new TreeMap<>();

  /** Reads the arguments after the first. */
  @FunctionalInterface
  private interface Reader {
    Expression read(Expression of) throws Stop;
  }

  FunctionReader(ExpressionParser parser) {
    this.parser = parser;
    this.lengths = new LengthReader(parser);
    functions.put("expand", of -> new Expression.Expanded(of, lengths.margins()));
    functions.put("shrink", of -> new Expression.Shrunk(of, lengths.margins()));
    functions.put("ring", this::ring);
    functions.put("crop", this::crop);
    functions.put("avoid", this::avoid);
    functions.put("pieces", of -> new Expression.Pieces(of, lengths.volumeCc()));
    functions.put("interpolate", of -> new Expression.Interpolated(of, lengths.orEndlessMm()));
    functions.put("smooth", of -> new Expression.Smoothed(of, lengths.lengthMm()));
    functions.put("left", of -> side(of, true));
    functions.put("right", of -> side(of, false));
    for (Shape shape : Shape.values()) {
      functions.put(shape.word(), of -> new Expression.Shaped(shape, of));
    }
    for (Way way : Way.values()) {
      functions.put(way.name().toLowerCase(Locale.ROOT), of -> limited(of, way));
    }
  }

  Expression call(ExpressionToken word) throws Stop {
    Reader reader = functions.get(word.text());
    if (reader == null) {
      List<String> near = NearestNames.of(word.text(), functions.keySet(), 1);
      throw parser.stop(
          word,
          "there is no function "
              + word.text()
              + (near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?")
              + (near.isEmpty() ? "; there are " : " There are ")
              + String.join(", ", functions.keySet()));
    }
    parser.expect("(", "a function needs its brackets");
    Expression read = reader.read(parser.expression());
    if (parser.peek().is(",")) {
      throw parser.stop(parser.peek(), word.text() + " takes no more than this");
    }
    parser.expect(")", "the bracket of " + word.text() + " is not closed");
    return read;
  }

  private Expression ring(Expression of) throws Stop {
    ExpressionToken at = parser.peek();
    double inner = lengths.lengthMm();
    double outer = lengths.lengthMm();
    if (inner >= outer) {
      throw parser.stop(at, "a ring's inner distance is less than its outer one");
    }
    return new Expression.Ring(of, inner, outer);
  }

  /** {@code crop(Body, 5 mm)}: the body without its skin; {@code crop(A, Body, 5 mm)}: A in it. */
  private Expression crop(Expression of) throws Stop {
    Optional<Expression> body = lengths.structure();
    Expression within = new Expression.Shrunk(body.orElse(of), Margins.of(lengths.lengthMm()));
    return body.isEmpty()
        ? within
        : new Expression.Combined(Expression.SetOperator.INTERSECTION, of, within);
  }

  private Expression avoid(Expression of) throws Stop {
    ExpressionToken at = parser.peek();
    Expression other =
        lengths
            .structure()
            .orElseThrow(
                () ->
                    parser.stop(
                        at, "here stands the structure to keep away from: avoid(A, B, 3 mm)"));
    return new Expression.Combined(
        Expression.SetOperator.SUBTRACTION,
        of,
        new Expression.Expanded(other, Margins.of(lengths.lengthMm())));
  }

  private Expression side(Expression of, boolean left) throws Stop {
    return new Expression.Side(of, left, lengths.structure().orElse(of));
  }

  private Expression limited(Expression of, Way way) throws Stop {
    ExpressionToken at = parser.peek();
    Optional<Expression> reference = lengths.structure();
    OptionalDouble plane = reference.isEmpty() ? lengths.planeMm() : OptionalDouble.of(0);
    if (plane.isEmpty()) {
      throw parser.stop(at, "here stands a structure or a plane, such as z -120 mm");
    }
    double length = way == Way.LEVEL ? lengths.lengthMm() : lengths.orEndlessMm();
    return new Expression.Limited(of, way, reference, plane.getAsDouble(), length);
  }
}
