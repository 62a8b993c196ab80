package org.contourflow.protocols.derive;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.volume.bits.Margins;

/** How a structure is made of others. */
public sealed interface Expression {

  /** What it is made of directly. */
  List<Expression> parts();

  /** In the language's own words, so that the same text means the same voxels. */
  String describe();

  /** Every name in it, as often as it stands there. */
  default Stream<Named> names() {
    return parts().stream().flatMap(Expression::names);
  }

  /**
   * A structure by its name; one that ends with {@code *} stands for all of the clinician's that
   * begin so.
   *
   * @param line where it stands, from 1
   * @param character of the line, from 1
   */
  record Named(String name, int line, int character) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of();
    }

    @Override
    public String describe() {
      return name;
    }

    @Override
    public Stream<Named> names() {
      return Stream.of(this);
    }

    boolean isPattern() {
      return name.endsWith("*");
    }
  }

  /** What both sides make together. */
  enum SetOperator {
    UNION('+'),
    INTERSECTION('&'),
    SUBTRACTION('-');

    private final char sign;

    SetOperator(char sign) {
      this.sign = sign;
    }
  }

  /** Two structures voxel by voxel. */
  record Combined(SetOperator operator, Expression left, Expression right) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(left, right);
    }

    @Override
    public String describe() {
      return "(" + left.describe() + " " + operator.sign + " " + right.describe() + ")";
    }
  }

  /** By margins outwards. */
  record Expanded(Expression of, Margins margins) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public String describe() {
      return call("expand", of, describeMargins(margins));
    }
  }

  /** By margins inwards. */
  record Shrunk(Expression of, Margins margins) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public String describe() {
      return call("shrink", of, describeMargins(margins));
    }
  }

  /** What lies beyond the inner distance and within the outer one. */
  record Ring(Expression of, double innerMm, double outerMm) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public String describe() {
      return call("ring", of, mm(innerMm), mm(outerMm));
    }
  }

  /** Shape operations that need no second structure. */
  enum Shape {
    HULL,
    FILL,
    LARGEST,
    /** An absent structure counts as an empty one. */
    OPTIONAL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A shape operation. */
  record Shaped(Shape shape, Expression of) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public String describe() {
      return call(shape.word(), of);
    }
  }

  /** Without pieces of less than a volume. */
  record Pieces(Expression of, double leastCc) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public String describe() {
      return call("pieces", of, number(leastCc) + " cc");
    }
  }

  /** With the slices that were skipped, where the gap is not longer. */
  record Interpolated(Expression of, double longestGapMm) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public String describe() {
      return call("interpolate", of, mm(longestGapMm));
    }
  }

  /** Closed, then opened, by a ball. */
  record Smoothed(Expression of, double radiusMm) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(of);
    }

    @Override
    public String describe() {
      return call("smooth", of, mm(radiusMm));
    }
  }

  /** The patient's side of the middle of another structure. */
  record Side(Expression of, boolean left, Expression middleOf) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(of, middleOf);
    }

    @Override
    public String describe() {
      return call(left ? "left" : "right", of, middleOf.describe());
    }
  }

  /** Which way along the patient. */
  enum Way {
    ABOVE,
    BELOW,
    /** From below to above it, both ends longer by the length. */
    LEVEL
  }

  /**
   * What lies above, below or at the level of another structure or a plane.
   *
   * @param reference empty: the plane
   * @param planeMm z of the patient frame, towards the head; of no meaning with a reference
   * @param lengthMm how far; infinite: to the end
   */
  record Limited(
      Expression of, Way way, Optional<Expression> reference, double planeMm, double lengthMm)
      implements Expression {
    @Override
    public List<Expression> parts() {
      return Stream.concat(Stream.of(of), reference.stream()).toList();
    }

    @Override
    public String describe() {
      String from = reference.map(Expression::describe).orElse("z " + mm(planeMm));
      String word = way.name().toLowerCase(Locale.ROOT);
      return Double.isInfinite(lengthMm)
          ? call(word, of, from)
          : call(word, of, from, mm(lengthMm));
    }
  }

  private static String call(String word, Expression of, String... more) {
    return word
        + "("
        + Stream.concat(Stream.of(of.describe()), Stream.of(more))
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow()
        + ")";
  }

  private static String describeMargins(Margins m) {
    return m.isEven()
        ? mm(m.rightMm())
        : String.join(
            ", ",
            "R " + mm(m.rightMm()),
            "L " + mm(m.leftMm()),
            "A " + mm(m.anteriorMm()),
            "P " + mm(m.posteriorMm()),
            "S " + mm(m.superiorMm()),
            "I " + mm(m.inferiorMm()));
  }

  private static String mm(double value) {
    return number(value) + " mm";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
