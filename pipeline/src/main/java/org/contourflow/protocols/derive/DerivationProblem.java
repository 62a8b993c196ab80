package org.contourflow.protocols.derive;

/**
 * What is wrong in the text of derived structures, and where.
 *
 * @param line from 1, in the text
 * @param character from 1, in the line
 * @param what what is wrong, and what is allowed
 * @param source the line
 */
public record DerivationProblem(int line, int character, String what, String source) {
  /** The place and the problem, then the line with a mark under the character. */
  public String describe(String where) {
    return where + " line " + line + ", " + withoutLine();
  }

  /** The problem by its character, then the line with a mark under it. */
  public String withoutLine() {
    return "character "
        + character
        + ": "
        + what
        + System.lineSeparator()
        + "    "
        + source.replace('\t', ' ')
        + System.lineSeparator()
        + "    "
        + " ".repeat(character - 1)
        + "^";
  }
}
