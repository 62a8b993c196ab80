package org.contourflow.app;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link KillProof} on both databases: at the same time, since each mostly waits. */
@Tag("long")
class KillProofTest {
  @TempDir static Path root;
  private static ExecutorService both;
  private static Future<String> h2;
  private static Future<String> postgres;

  @BeforeAll
  static void begin() {
    both = Executors.newFixedThreadPool(2);
    h2 = both.submit(() -> new KillProof(root.resolve("h2")).prove("H2", "", 0));
    postgres =
        both.submit(
            () ->
                new KillProof(root.resolve("postgres"))
                    .prove("PostgreSQL", PostgresPeer.shared().newDatabase(), 1));
  }

  @AfterAll
  static void end() {
    both.shutdownNow();
  }

  @Test
  void nothing_is_lost_short_stuck_or_twice_on_h2() throws Throwable {
    tell(h2);
  }

  @Test
  @Tag("peer")
  void nothing_is_lost_short_stuck_or_twice_on_postgresql() throws Throwable {
    tell(postgres);
  }

  private static void tell(Future<String> proof) throws Throwable {
    try {
      System.out.println(proof.get());
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
