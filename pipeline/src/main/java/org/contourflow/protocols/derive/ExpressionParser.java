package org.contourflow.protocols.derive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.protocols.derive.Expression.Combined;
import org.contourflow.protocols.derive.Expression.Named;
import org.contourflow.protocols.derive.Expression.SetOperator;
import org.contourflow.protocols.derive.ExpressionToken.Kind;

/**
 * Statements, one a line: {@code Name = expression} or {@code Name ~= optional}. {@code &} binds
 * before {@code +} (also {@code |}) and {@code -}, which are worked off from the left.
 */
final class ExpressionParser {
  /** Brackets inside brackets beyond this are a mistake. */
  private static final int DEEPEST = 100;

  private final List<DerivationProblem> problems = new ArrayList<>();
  private final String text;
  private final Lexer lexer;
  private final List<ExpressionToken> tokens;
  private final FunctionReader functions;
  private int at;
  private int depth;

  ExpressionParser(String text) {
    this.text = text;
    lexer = new Lexer(text, problems);
    tokens = lexer.tokens();
    functions = new FunctionReader(this);
  }

  /** Ends the statement: its problem is noted. */
  static final class Stop extends Exception {
    private static final long serialVersionUID = 1L;

    Stop() {
      super("", null, false, false);
    }
  }

  DerivationText parse() {
    List<Derivation> derivations = new ArrayList<>();
    Map<String, Boolean> optional = new LinkedHashMap<>();
    while (peek().kind() != Kind.END) {
      try {
        statement(derivations, optional);
      } catch (Stop e) {
        while (peek().kind() != Kind.END && peek().kind() != Kind.END_OF_STATEMENT) {
          at++;
        }
        depth = 0;
      }
      if (peek().kind() == Kind.END_OF_STATEMENT) {
        at++;
      }
    }
    return new DerivationText(text, derivations, optional, problems);
  }

  private void statement(List<Derivation> derivations, Map<String, Boolean> optional) throws Stop {
    ExpressionToken name = peek();
    if (name.kind() != Kind.NAME) {
      throw stop(name, "a line begins with the name of a structure, not with " + name.shown());
    }
    at++;
    if (peek().is("~=")) {
      at++;
      ExpressionToken word = next();
      if (word.kind() != Kind.NAME || !word.text().matches("optional|required")) {
        throw stop(word, "after ~= stands optional or required, not " + word.shown());
      }
      optional.put(name.text(), word.text().equals("optional"));
    } else {
      expect("=", "after a name stands = and what makes it, or ~= optional");
      derivations.add(new Derivation(name.text(), expression(), name.line(), name.character()));
    }
    ExpressionToken end = peek();
    if (end.kind() != Kind.END && end.kind() != Kind.END_OF_STATEMENT) {
      throw stop(end, afterAll(end));
    }
  }

  private String afterAll(ExpressionToken token) {
    return token.is(")")
        ? "this bracket was not opened"
        : token.shown() + " is not expected here: between two structures stands +, - or &";
  }

  Expression expression() throws Stop {
    if (++depth > DEEPEST) {
      throw stop(peek(), "more than " + DEEPEST + " brackets inside each other");
    }
    Expression left = intersection();
    while (peek().is("+") || peek().is("|") || peek().is("-")) {
      SetOperator operator = next().is("-") ? SetOperator.SUBTRACTION : SetOperator.UNION;
      left = new Combined(operator, left, intersection());
    }
    depth--;
    return left;
  }

  private Expression intersection() throws Stop {
    Expression left = operand();
    while (peek().is("&")) {
      at++;
      left = new Combined(SetOperator.INTERSECTION, left, operand());
    }
    return left;
  }

  private Expression operand() throws Stop {
    ExpressionToken token = next();
    if (token.is("(")) {
      Expression inner = expression();
      expect(")", "a bracket is not closed");
      return inner;
    }
    if (token.kind() != Kind.NAME) {
      at--;
      throw stop(token, "here stands a structure or a function, not " + token.shown());
    }
    return peek().is("(")
        ? functions.call(token)
        : new Named(token.text(), token.line(), token.character());
  }

  ExpressionToken peek() {
    return tokens.get(at);
  }

  ExpressionToken next() {
    ExpressionToken token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  /** Goes back to a token that was taken last or the one before. */
  void back(ExpressionToken token) {
    while (tokens.get(at) != token) {
      at--;
    }
  }

  void expect(String symbol, String otherwise) throws Stop {
    if (!peek().is(symbol)) {
      throw stop(peek(), otherwise + "; found " + peek().shown());
    }
    at++;
  }

  Stop stop(ExpressionToken where, String what) {
    problems.add(
        new DerivationProblem(where.line(), where.character(), what, lexer.source(where.line())));
    return new Stop();
  }
}
