package org.contourflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.audit.RunLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithoutRowTest {
  private static final int TURNS_OF_HOURS = 10_000;

  @TempDir Path home;
  private Path store;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private WithoutRow files;

  @BeforeEach
  void open() throws IOException {
    store = Files.createDirectory(home.resolve("store"));
    files = new WithoutRow(store, runLog, "a slice gets no row");
  }

  private Path lying(String series, String slice) throws IOException {
    Path file = Files.createDirectories(store.resolve(series)).resolve(slice);
    return Files.writeString(file, "a slice");
  }

  private static void cannotBeRead(Path file) throws IOException {
    throw new IOException("somebody has it in hand");
  }

  @Test
  void one_that_never_gets_its_row_is_kept_and_told_once_and_holds_up_no_other()
      throws IOException {
    Path bad = lying("a", "1.dcm");
    Path badToo = lying("a", "2.dcm");
    Path good = lying("b", "1.dcm");
    List.of(bad, badToo, good).forEach(files::add);
    List<Path> asked = new ArrayList<>();
    for (int turn = 0; turn < TURNS_OF_HOURS; turn++) {
      boolean none =
          files.record(
              file -> {
                asked.add(file);
                if (!file.equals(good)) {
                  cannotBeRead(file);
                }
              },
              () -> true);
      assertThat(none).isFalse();
      assertThat(files.isIn(good.getParent())).isFalse();
    }
    assertThat(files.isIn(bad.getParent())).isTrue();
    assertThat(asked).containsOnlyOnce(good);
    assertThat(asked.size()).as("it is tried seldom then").isBetween(100, 1000);
    assertThat(runLog.types()).containsExactly(EventType.ITEM_FAILED);
    assertThat(runLog.all().get(0).text())
        .startsWith("a slice gets no row: store/a/")
        .contains(".dcm (IOException)", "tried again each minute", "moved out of the home");

    for (int turn = 0; files.isIn(bad.getParent()); turn++) {
      assertThat(turn).isLessThan(100);
      files.record(file -> {}, () -> true);
    }
    assertThat(files.record(WithoutRowTest::cannotBeRead, () -> true)).isTrue();
  }

  @Test
  void an_error_of_one_file_ends_no_turn() throws IOException {
    Path bad = lying("a", "1.dcm");
    Path good = lying("b", "1.dcm");
    files.add(bad);
    files.add(good);
    for (int turn = 0; turn < 5; turn++) {
      files.record(
          file -> {
            if (file.equals(bad)) {
              throw new StackOverflowError();
            }
          },
          () -> true);
    }
    assertThat(files.isIn(good.getParent())).isFalse();
    assertThat(files.isIn(bad.getParent())).isTrue();
    assertThat(runLog.all()).extracting(Event::text).singleElement().asString().contains("Stack");
  }

  @Test
  void one_is_gone_only_where_the_share_is_there() throws IOException {
    Path file = lying("a", "1.dcm");
    files.add(file);
    Path away = Files.move(store, home.resolve("away"));
    files.record(WithoutRowTest::cannotBeRead, () -> true);
    assertThat(files.isIn(file.getParent())).as("the share is away").isTrue();
    Files.move(away, store);
    files.record(WithoutRowTest::cannotBeRead, () -> true);
    assertThat(files.isIn(file.getParent())).as("it lies there").isTrue();
    Files.delete(file);
    assertThat(files.record(WithoutRowTest::cannotBeRead, () -> true)).isTrue();
  }

  /** A link in a ring: whether the file exists cannot be said. */
  @Test
  void one_that_cannot_be_looked_at_is_not_gone() throws IOException {
    Path ring = store.resolve("ring");
    Files.createSymbolicLink(ring, ring);
    Path file = ring.resolve("1.dcm");
    assertThat(Files.exists(file)).isFalse();
    files.add(file);
    files.record(WithoutRowTest::cannotBeRead, () -> true);
    assertThat(files.isIn(ring)).isTrue();
  }

  @Test
  void it_is_told_as_soon_as_it_can_be() throws IOException {
    AtomicBoolean full = new AtomicBoolean(true);
    RunLog onFullDisk =
        (RunLog)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RunLog.class},
                (proxy, method, arguments) -> {
                  if (full.getAndSet(false)) {
                    throw new IllegalStateException("the disk is full");
                  }
                  return method.invoke(runLog, arguments);
                });
    files = new WithoutRow(store, onFullDisk, "a slice gets no row");
    files.add(lying("a", "1.dcm"));
    for (int turn = 0; turn < 200; turn++) {
      files.record(WithoutRowTest::cannotBeRead, () -> true);
    }
    assertThat(full).isFalse();
    assertThat(runLog.types()).containsExactly(EventType.ITEM_FAILED);
  }
}
