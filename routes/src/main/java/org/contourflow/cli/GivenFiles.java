package org.contourflow.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which of the files that a command was given cannot be what it needs: what Java says of a folder
 * in place of a file ("Is a directory"), or of a text in another encoding ("Input length = 1"), has
 * no name in it.
 */
final class GivenFiles {
  private static final int PREAMBLE = 128;

  private GivenFiles() {}

  /** What is wrong with them, a line each; empty: the error is of another kind. */
  static Optional<String> describe(IOException e, ParseResult parsed) {
    String wrong = "";
    if (e instanceof CharacterCodingException) {
      wrong =
          lines(
              parsed,
              GivenFiles::isOtherText,
              "is not written in UTF-8; have the editor save it so");
    } else if ("Is a directory".equals(e.getMessage())) {
      wrong = lines(parsed, Files::isDirectory, "is a folder; a file is needed");
    }
    return wrong.isEmpty() ? Optional.empty() : Optional.of(wrong);
  }

  private interface Mistake {
    boolean isIn(Path file);
  }

  private static String lines(ParseResult parsed, Mistake mistake, String text) {
    List<String> lines =
        Stream.concat(
                parsed.matchedOptions().stream().map(ArgSpec.class::cast),
                parsed.matchedPositionals().stream())
            .filter(argument -> argument.paramLabel().equals("FILE"))
            .<Object>map(ArgSpec::getValue)
            .filter(Path.class::isInstance)
            .map(Path.class::cast)
            .filter(mistake::isIn)
            .map(file -> file + ": " + text)
            .toList();
    return String.join(System.lineSeparator(), lines);
  }

  /** No text in UTF-8, and no DICOM file, which is none anyway. */
  private static boolean isOtherText(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      boolean dicom =
          bytes.length > PREAMBLE + 4
              && new String(bytes, PREAMBLE, 4, StandardCharsets.US_ASCII).equals("DICM");
      StandardCharsets.UTF_8
          .newDecoder()
          .decode(java.nio.ByteBuffer.wrap(dicom ? new byte[0] : bytes));
      return false;
    } catch (CharacterCodingException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
