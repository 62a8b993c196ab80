package org.contourflow.protocols.derive;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.protocols.derive.ExpressionToken.Kind;

/**
 * Cuts the text of derived structures into tokens. A statement is a line; inside brackets it goes
 * on over the line's end. {@code +} and {@code -} inside a name belong to it ({@code Lungs-PTV}),
 * so as operators they stand between blanks.
 */
final class Lexer {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_~^][A-Za-z0-9_~^.]*(?:[-+][A-Za-z0-9_~^.]+)*[~*]*");
  private static final Pattern NUMBER = Pattern.compile("-?(?:\\d+(?:\\.\\d*)?|\\.\\d+)");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]{1,64})\"");
  private static final Pattern SYMBOL = Pattern.compile("~=|[=+\\-&|(),]");

  /** How a statement begins: a bracket left open does not swallow the ones after it. */
  private static final Pattern STATEMENT = Pattern.compile("\\s*" + NAME.pattern() + "\\s*~?=");

  private final String[] lines;
  private final List<ExpressionToken> tokens = new ArrayList<>();
  private final List<DerivationProblem> problems;
  private int depth;

  Lexer(String text, List<DerivationProblem> problems) {
    this.lines = text.split("\r?\n", -1);
    this.problems = problems;
  }

  String source(int line) {
    return lines[Math.min(line, lines.length) - 1];
  }

  List<ExpressionToken> tokens() {
    for (int i = 0; i < lines.length; i++) {
      line(lines[i], i + 1);
    }
    tokens.add(new ExpressionToken(Kind.END, "", lines.length, source(lines.length).length() + 1));
    return tokens;
  }

  private void line(String text, int line) {
    if (depth > 0 && STATEMENT.matcher(text).lookingAt()) {
      depth = 0;
      int before = source(line - 1).split("#", 2)[0].stripTrailing().length();
      tokens.add(new ExpressionToken(Kind.END_OF_STATEMENT, "", line - 1, before + 1));
    }
    int at = 0;
    int before = tokens.size();
    while (at < text.length() && text.charAt(at) != '#') {
      at = Character.isWhitespace(text.charAt(at)) ? at + 1 : token(text, at, line);
    }
    if (depth == 0 && tokens.size() > before) {
      tokens.add(
          new ExpressionToken(Kind.END_OF_STATEMENT, "", line, Math.min(at, text.length()) + 1));
    }
  }

  private int token(String text, int at, int line) {
    Matcher quoted = QUOTED.matcher(text).region(at, text.length());
    if (quoted.lookingAt()) {
      tokens.add(new ExpressionToken(Kind.NAME, quoted.group(1), line, at + 1));
      return quoted.end();
    }
    boolean operator = text.startsWith("~=", at);
    for (Kind kind :
        operator ? List.of(Kind.SYMBOL) : List.of(Kind.NAME, Kind.NUMBER, Kind.SYMBOL)) {
      Matcher found = pattern(kind).matcher(text).region(at, text.length());
      if (found.lookingAt() && !(kind == Kind.NUMBER && found.group().startsWith("-") && minus())) {
        add(new ExpressionToken(kind, found.group(), line, at + 1));
        return found.end();
      }
    }
    int end = at + Character.charCount(text.codePointAt(at));
    String what =
        text.charAt(at) == '"'
            ? "a name in quotes has 1 to 64 characters and ends with a quote"
            : "'" + text.substring(at, end) + "' has no meaning here";
    problems.add(new DerivationProblem(line, at + 1, what, text));
    return end;
  }

  private static Pattern pattern(Kind kind) {
    return kind == Kind.NAME ? NAME : kind == Kind.NUMBER ? NUMBER : SYMBOL;
  }

  /** Whether a minus here is an operator: after something it can take away from. */
  private boolean minus() {
    ExpressionToken last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
    return last != null && (last.is(")") || last.kind() == Kind.NAME && !last.text().equals("z"));
  }

  private void add(ExpressionToken token) {
    depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    depth = Math.max(0, depth);
    tokens.add(token);
  }
}
