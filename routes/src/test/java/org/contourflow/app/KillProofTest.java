package org.contourflow.app;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link KillProof} on both databases: at the same time, since each mostly waits. */
@Tag("long")
class KillProofTest {
  @TempDir static Path root;

  /** One of them alone: half the load. */
  private static final String ONLY = System.getProperty("contourflow.kill.only", "");

  private static ExecutorService both;
  private static Future<String> h2;
  private static Future<String> postgres;

  @BeforeAll
  static void begin() {
    both = Executors.newFixedThreadPool(2);
    h2 = begin("H2", "", 0);
    postgres = begin("PostgreSQL", null, 1);
  }

  /**
   * @param url empty: the embedded store; null: a new database
   */
  private static Future<String> begin(String name, String url, int half) {
    return both.submit(
        () -> {
          Assumptions.assumeTrue(ONLY.isEmpty() || ONLY.equals(name), "not asked for");
          String store = url == null ? PostgresPeer.shared().newDatabase() : url;
          return new KillProof(root.resolve(name)).prove(name, store, half);
        });
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
