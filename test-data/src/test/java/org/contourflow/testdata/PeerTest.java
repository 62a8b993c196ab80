package org.contourflow.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTest {
  @TempDir Path root;

  private Path program(String folder, String name, String says) throws IOException {
    Path program = Files.createDirectories(root.resolve(folder)).resolve(name);
    Files.writeString(program, "#!/bin/sh\necho '" + says + "'\n");
    assumeTrue(program.toFile().setExecutable(true), "skipped: no scripts here");
    return program;
  }

  @Test
  void dcmtks_own_program_is_found_behind_another_of_its_name() throws IOException {
    program("python", "storescu", "storescu.py v0.3.0");
    Path own = program("debian", "storescu", "$dcmtk: storescu v3.6.7 2022-04-22 $");
    String path = root.resolve("python") + ":" + root.resolve("debian");
    assertThat(Peer.find("storescu", path)).contains(own);
    assertThat(Peer.find("storescu", root.resolve("python").toString())).isEmpty();
  }

  @Test
  void programs_of_one_maker_are_the_first_on_the_path() throws IOException {
    Path first = program("a", "plastimatch", "anything");
    program("b", "plastimatch", "anything");
    String path = root.resolve("a") + ":" + root.resolve("b");
    assertThat(Peer.find("plastimatch", path)).contains(first);
  }
}
