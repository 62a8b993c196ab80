package org.contourflow.app;

import java.time.Duration;
import java.util.Optional;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.drift.DriftWatch;
import org.contourflow.home.Home;
import org.contourflow.review.AskForSets;
import org.contourflow.review.ReviewDesk;
import org.contourflow.review.VerdictRules;
import org.contourflow.routes.SetsFetch;
import org.contourflow.store.JdbcLateSetStore;
import org.contourflow.store.JdbcReviewStore;
import org.contourflow.workflow.DeliveredOnDisk;
import org.contourflow.workflow.LateSets;

/** Takes what clinicians send back: matched, measured, or noted where it came after the case. */
final class ReviewSetup {
  private static final Duration ASK_FOR_SETS = Duration.ofMinutes(1);
  private static final Duration REVIEWS = Duration.ofSeconds(2);

  private final Settings settings;
  private final Home home;
  private final DaemonStores stores;
  private final Protocols protocols;
  private final DeliveredOnDisk delivered;

  ReviewSetup(
      Settings settings, Home home, DaemonStores stores, Protocols protocols, SeriesWatch watch) {
    this.settings = settings;
    this.home = home;
    this.stores = stores;
    this.protocols = protocols;
    this.delivered = new DeliveredOnDisk(home, watch, protocols::aliases);
  }

  /** Has the housekeeper turn each part at its time. */
  void addTo(Housekeeper housekeeper, SetsFetch fetch) {
    housekeeper.every("review", REVIEWS, desk()::turn);
    askForSets(fetch).ifPresent(ask -> housekeeper.every("ask-for-sets", ASK_FOR_SETS, ask::turn));
    housekeeper.every("late-sets", REVIEWS, lateSets()::turn);
  }

  private ReviewDesk desk() {
    return new ReviewDesk(
        home,
        stores.structureSets(),
        stores.cases(),
        stores.reviews(),
        delivered,
        VerdictRules.of(settings.review()),
        stores.runLog(),
        new DriftWatch(stores.reviews(), stores.runLog()));
  }

  private LateSets lateSets() {
    return new LateSets(
        home,
        new JdbcLateSetStore(stores.database(), stores.clock()),
        delivered,
        protocols::rules,
        stores.runLog(),
        stores.clock());
  }

  /** As often as the first of the PACS that are asked for structure sets says. */
  private Optional<AskForSets> askForSets(SetsFetch fetch) {
    return settings.queries().stream()
        .filter(q -> q.purpose() == DicomSettings.Query.Purpose.STRUCTURE_SETS)
        .findFirst()
        .map(
            q ->
                new AskForSets(
                    new JdbcReviewStore(stores.database())::studiesWithoutReview,
                    fetch::sets,
                    Duration.ofSeconds(q.intervalSeconds()),
                    Duration.ofDays(q.windowDays()),
                    stores.clock()));
  }
}
