package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.contourflow.home.Folders;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.ZipContents.Result;

/**
 * The files of a folder, or of a zip, for one run without a home. Zips are unpacked as the inbox
 * unpacks them, into a scratch folder that {@link #close} removes; what was given stays untouched.
 */
public final class UnpackedInput implements AutoCloseable {
  private final Path scratch;
  private final List<Path> files = new ArrayList<>();
  private final Map<Path, String> entries = new HashMap<>();
  private final List<String> refused = new ArrayList<>();

  private UnpackedInput(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * Looks at a folder and all below it, or at one zip.
   *
   * @param mostZipBytes unpacked size of one zip that is accepted
   */
  public static UnpackedInput open(Path folderOrZip, long mostZipBytes) throws IOException {
    UnpackedInput input = new UnpackedInput(Files.createTempDirectory("contourflow-unpacked-"));
    try (Stream<Path> found = Files.walk(folderOrZip)) {
      for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
        input.take(file, mostZipBytes);
      }
      return input;
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  private void take(Path file, long mostZipBytes) throws IOException {
    if (!Intake.isZip(file)) {
      files.add(file);
      return;
    }
    Result result =
        ZipContents.unpack(file, Files.createTempDirectory(scratch, "zip"), mostZipBytes);
    result.accept(
        new Result.Visitor<IOException>() {
          @Override
          public void done(List<ZipContents.Unpacked> unpacked) throws IOException {
            for (ZipContents.Unpacked one : unpacked) {
              takeEntry(one, file);
            }
          }

          @Override
          public void refused(Quarantine.Reason reason) {
            refuse(file.toString(), reason);
          }
        });
  }

  private void takeEntry(ZipContents.Unpacked entry, Path zip) throws IOException {
    String name = zip + ", entry " + entry.name();
    if (Intake.isZip(entry.file())) {
      refuse(name, InstanceReasons.zipInZip());
    } else {
      entries.put(entry.file(), name);
      files.add(entry.file());
    }
  }

  private void refuse(String what, Quarantine.Reason reason) {
    refused.add(what + ": " + reason + ". " + reason.whatToDo());
  }

  /** What a person knows the file as: its path, or the zip's and its name in there. */
  public String nameOf(Path file) {
    return entries.getOrDefault(file, file.toString());
  }

  /** The files, zips replaced by what is in them. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /**
   * Zips, and zips in them, that could not be used, each with its name, the reason and what to do.
   */
  public List<String> refused() {
    return List.copyOf(refused);
  }

  @Override
  public void close() throws IOException {
    Folders.delete(scratch);
  }
}
