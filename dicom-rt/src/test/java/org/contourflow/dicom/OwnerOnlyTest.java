package org.contourflow.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
  @TempDir Path folder;

  @BeforeEach
  void posix() {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "skipped: no POSIX rights here");
  }

  private static String rights(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void folders_and_the_files_written_in_them_are_their_owners_alone() throws Exception {
    Path inner = OwnerOnly.folder(folder.resolve("a/b"));
    assertThat(rights(folder.resolve("a"))).isEqualTo("rwx------");
    assertThat(rights(inner)).isEqualTo("rwx------");
    DurableMove.write(inner.resolve("f"), out -> out.write(1));
    assertThat(rights(inner.resolve("f"))).isEqualTo("rw-------");
  }

  @Test
  void a_folder_that_others_fetch_from_keeps_its_rights_and_so_do_its_files() throws Exception {
    Path share = Files.createDirectory(folder.resolve("share"));
    Files.setPosixFilePermissions(share, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(OwnerOnly.rightsOfOthers(OwnerOnly.folder(share))).contains("rwxr-xr-x");
    DurableMove.write(share.resolve("f"), out -> out.write(1));
    Path plain = Files.createFile(share.resolve("plain"));
    assertThat(rights(share.resolve("f"))).as("as the umask has it").isEqualTo(rights(plain));
  }
}
