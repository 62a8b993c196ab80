package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.rtstruct.write.StructureSetOutcome.Completed;

/** What a command cannot do, in lines for a person; ends the command with status 1 or 2. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private Failure(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The input or the machine does not allow it. */
  static Failure refused(String message) {
    return new Failure(1, message);
  }

  /** The command was not given what it needs. */
  static Failure usage(List<String> lines) {
    return new Failure(2, String.join(System.lineSeparator(), lines));
  }

  /** The structure set, if it can be written; else ends the command with the reason. */
  static Completed orRefused(StructureSetOutcome outcome) {
    return outcome.accept(
        new StructureSetOutcome.Visitor<Completed, RuntimeException>() {
          @Override
          public Completed completed(Completed completed) {
            return completed;
          }

          @Override
          public Completed refused(StructureSetOutcome.Refused no) {
            throw Failure.refused(no.where() + ": " + no.what() + ". What to do: " + no.whatToDo());
          }
        });
  }

  /** What an I/O error means, in a line for a person. */
  static String describe(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile()
          + ": no right to read or write it. Give the account that runs Contourflow this right.";
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + ": there is no such file or folder.";
    }
    if (e instanceof NotDirectoryException other) {
      return other.getFile() + ": is no folder; a folder is needed.";
    }
    if (e instanceof FileAlreadyExistsException there) {
      return there.getFile() + ": is a file that is there already. Name another folder.";
    }
    if (e instanceof FileSystemException system && "Not a directory".equals(system.getReason())) {
      return system.getFile() + ": a part of its path is no folder. Name a folder.";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  int status() {
    return status;
  }
}
