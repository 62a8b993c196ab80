package org.contourflow.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path temp;
  private Path folder;
  private Path elsewhere;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = temp.resolve("folder");
    Files.createDirectories(folder.resolve("a/deep"));
    Files.writeString(folder.resolve("a/deep/one"), "one");
    Files.writeString(folder.resolve("a/two"), "two");
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("b/three"), "three");
    elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("kept"), "kept");
  }

  @Test
  void a_folder_goes_with_all_below_it_and_one_that_is_not_there_is_no_fault() throws IOException {
    Folders.delete(folder);
    assertThat(folder).doesNotExist();
    assertThatCode(() -> Folders.delete(folder)).doesNotThrowAnyException();
  }

  @Test
  void what_a_link_points_to_stays() throws IOException {
    Files.createSymbolicLink(folder.resolve("a/link"), elsewhere);
    Files.createSymbolicLink(folder.resolve("b/dangling"), temp.resolve("nowhere"));
    Files.createSymbolicLink(folder.resolve("b/of-a-file"), elsewhere.resolve("kept"));
    Folders.delete(folder);
    assertThat(folder).doesNotExist();
    assertThat(elsewhere.resolve("kept")).hasContent("kept");
  }

  @Test
  void of_a_folder_that_is_itself_a_link_the_link_goes() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), elsewhere);
    Path dangling = Files.createSymbolicLink(temp.resolve("dangling"), temp.resolve("nowhere"));
    Folders.delete(link);
    Folders.delete(dangling);
    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.exists(dangling, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(elsewhere.resolve("kept")).hasContent("kept");
  }

  @Test
  void what_cannot_be_deleted_is_named_and_the_rest_is_gone() throws IOException {
    Path kept = folder.resolve("a/deep/one");
    Folders.Deleted ended =
        Folders.deleteWhatCan(
            folder,
            path -> {
              if (path.equals(kept)) {
                throw new AccessDeniedException(path.toString());
              }
              Files.delete(path);
            });
    assertThat(ended.left()).containsOnlyKeys(kept);
    assertThat(ended.left().get(kept)).hasMessage(kept.toString());
    assertThat(ended.files())
        .containsExactlyInAnyOrder(folder.resolve("a/two"), folder.resolve("b/three"));
    assertThat(Folders.files(folder)).containsExactly(kept);
    assertThat(folder.resolve("b")).doesNotExist();
  }
}
