package org.contourflow.refine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Who approved which judgement, {@code approvals.jsonl} beside it; only ever added to. */
final class Approvals {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;

  /**
   * In a folder.
   *
   * @param judgement folder of the judgement
   */
  Approvals(Path judgement) {
    this.file = judgement.resolve("approvals.jsonl");
  }

  /**
   * One person's word.
   *
   * @param judgement digest of the judgement that was read
   */
  private record Approval(String by, String at, String judgement) {}

  /**
   * Writes down that a person approves a judgement, once.
   *
   * @param digest of the judgement; what was said of another one does not count
   * @return all who approve it, this person too
   */
  List<String> add(String person, String digest, Instant at) throws IOException {
    List<String> persons = of(digest);
    if (!knows(persons, person)) {
      persons.add(person.strip());
      Approval approval = new Approval(person.strip(), at.toString(), digest);
      Files.writeString(
          file,
          JSON.writeValueAsString(approval) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.SYNC);
    }
    return persons;
  }

  private List<String> of(String digest) throws IOException {
    List<String> persons = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        try {
          Approval each = JSON.readValue(line, Approval.class);
          if (each.judgement().equals(digest) && !knows(persons, each.by())) {
            persons.add(each.by());
          }
        } catch (JacksonException e) {
          throw new IOException(file + " cannot be read", e);
        }
      }
    }
    return persons;
  }

  private static boolean knows(List<String> persons, String person) {
    return persons.stream().anyMatch(p -> p.equalsIgnoreCase(person.strip()));
  }
}
