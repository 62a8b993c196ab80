package org.contourflow.app;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.query.CaseStructure;
import org.contourflow.query.Facts;
import org.contourflow.routes.SetsFetch;
import org.contourflow.store.JdbcFactStore;
import org.contourflow.store.JdbcLogQueries;
import org.contourflow.store.JdbcProtocolVersions;
import org.contourflow.store.StatisticsDays;
import org.contourflow.workflow.CaseFolder;
import org.contourflow.workflow.StructuresOfCase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the service sees to at intervals, beside the cases themselves. */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private static final Duration VERSIONS = Duration.ofSeconds(10);
  private static final Duration RULES = Duration.ofSeconds(2);
  private static final Duration FACTS = Duration.ofSeconds(1);
  private static final Duration STATISTICS = Duration.ofSeconds(5);

  /** So many at a turn: the years of a large store are counted within minutes, beside the rest. */
  private static final int MOST_DAYS = 20;

  private static final int DISPLACED_STATUS = 75;

  private final Settings settings;
  private final Home home;
  private final DaemonStores stores;
  private final Protocols protocols;
  private final Facts facts;

  Upkeep(Settings settings, Home home, DaemonStores stores, Protocols protocols) {
    this.settings = settings;
    this.home = home;
    this.stores = stores;
    this.protocols = protocols;
    this.facts =
        new Facts(
            new JdbcLogQueries(stores.database()),
            new JdbcFactStore(stores.database()),
            this::structuresOf);
  }

  /** Has the housekeeper do all of it. */
  void addTo(Operations operations, IntakeSetup arriving, SetsFetch setsFetch) throws IOException {
    operations.retention(settings.operations().retention(), lifecycle().retention());
    Housekeeper housekeeper = operations.housekeeper();
    housekeeper.every("facts", FACTS, () -> facts.follow() >= 0);
    StatisticsDays days = new StatisticsDays(stores.database());
    housekeeper.every(
        "statistics", STATISTICS, () -> days.keep(stores.clock().instant(), MOST_DAYS) >= 0);
    RulesReload.of(settings, protocols, stores.runLog())
        .ifPresent(
            reload -> {
              housekeeper.every("rules", RULES, reload::turn);
              operations.alsoAsk(reload::problems);
            });
    new ReviewSetup(settings, home, stores, protocols, arriving.watch())
        .addTo(housekeeper, setsFetch);
    arriving.addTo(housekeeper);
    housekeeper.every("sole-service", settings.store().renewal(), this::endIfDisplaced);
    housekeeper.every("versions", VERSIONS, this::publishVersions);
  }

  private LifecycleSetup lifecycle() {
    return LifecycleSetup.of(
        settings, home, stores.database(), stores.runLog(), stores.clock(), protocols::rules);
  }

  /** Erasures whose process was ended; a file that cannot be deleted keeps nobody from starting. */
  void endErasures() {
    try {
      lifecycle().erasure().goOn();
    } catch (IOException | RuntimeException e) {
      LOG.error("an erasure that was interrupted cannot be ended; run contourflow erase again", e);
    }
  }

  /** Two services on one store would deliver twice: who lost his place ends, and gives back. */
  private boolean endIfDisplaced() {
    stores
        .displacedBy()
        .ifPresent(
            other -> {
              LOG.error("the store was away, and another service took this one's place: {}", other);
              new Thread(() -> System.exit(DISPLACED_STATUS), "displaced").start();
            });
    return true;
  }

  /** Workers take only what they contour as this service does, also after its rules changed. */
  boolean publishVersions() {
    JdbcProtocolVersions published = new JdbcProtocolVersions(stores.database());
    Map<String, String> here = VersionsHere.of(protocols);
    if (!published.published().equals(here)) {
      published.publish(here);
    }
    return true;
  }

  private List<CaseStructure> structuresOf(String caseId) {
    try {
      return StructuresOfCase.in(new CaseFolder(home.cases().resolve(caseId)));
    } catch (IOException e) {
      LOG.warn("the structures of {} cannot be read", caseId);
      return List.of();
    }
  }
}
