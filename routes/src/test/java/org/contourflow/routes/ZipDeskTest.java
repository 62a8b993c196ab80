package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(Eventually.HANGS)
class ZipDeskTest {
  private static final Path FIRST = Path.of("first.zip");
  private static final Path SECOND = Path.of("second.zip");

  private final CountDownLatch unpacking = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final List<Path> begun = new CopyOnWriteArrayList<>();

  private ZipDesk desk(boolean taken) {
    return new ZipDesk(
        zip -> {
          begun.add(zip);
          unpacking.countDown();
          go.await();
          return taken;
        },
        new Loops(new MemoryRunLog()));
  }

  @Test
  void a_zip_that_takes_long_holds_up_nobody_who_hands_in_another() throws Exception {
    ZipDesk desk = desk(true);
    desk.put(FIRST);
    unpacking.await();
    desk.put(FIRST);
    desk.put(SECOND);
    assertThat(begun).as("one after the other").containsExactly(FIRST);
    assertThat(desk.has(FIRST)).isTrue();
    assertThat(desk.has(SECOND)).isTrue();
    go.countDown();
    Eventually.holds("both are done", () -> !desk.has(FIRST) && !desk.has(SECOND));
    assertThat(begun).containsExactly(FIRST, SECOND);
    desk.stop();
  }

  @Test
  void one_that_had_to_stay_is_not_looked_at_again_at_once() throws Exception {
    go.countDown();
    ZipDesk desk = desk(false);
    desk.put(FIRST);
    desk.put(SECOND);
    Eventually.holds("both were tried", () -> begun.size() == 2);
    desk.put(FIRST);
    assertThat(desk.has(FIRST)).isTrue();
    desk.stop();
    assertThat(begun).containsExactly(FIRST, SECOND);
  }

  @Test
  void while_one_waits_its_files_are_still_to_come(@TempDir Path inbox) throws Exception {
    Path zip = Files.createFile(inbox.resolve("late.zip"));
    ZipDesk desk = desk(false);
    assertThat(desk.holdsAny()).isFalse();
    desk.put(zip);
    assertThat(desk.holdsAny()).as("in work").isTrue();
    go.countDown();
    Eventually.holds("it was tried", () -> !desk.isBusy());
    assertThat(desk.holdsAny()).as("left alone for a while").isTrue();
    Files.delete(zip);
    assertThat(desk.holdsAny()).as("taken back").isFalse();
    desk.stop();
  }
}
