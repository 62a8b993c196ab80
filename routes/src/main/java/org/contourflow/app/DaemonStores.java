package org.contourflow.app;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.cases.OutdatedSetStore;
import org.contourflow.cases.RequestStore;
import org.contourflow.cases.SenderStore;
import org.contourflow.cases.StructureSetStore;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.review.ReviewStore;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseQueue;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcDeliveryStore;
import org.contourflow.store.JdbcOutdatedSetStore;
import org.contourflow.store.JdbcRequestStore;
import org.contourflow.store.JdbcReviewStore;
import org.contourflow.store.JdbcRunLog;
import org.contourflow.store.JdbcSenderStore;
import org.contourflow.store.JdbcStructureSetStore;
import org.contourflow.store.Leases;
import org.contourflow.store.SoleService;
import org.contourflow.store.StoreClock;
import org.contourflow.workflow.CaseFolder;

/** What the daemon keeps, each by its port, all in one database. */
final class DaemonStores implements AutoCloseable {
  /** Of the one daemon that a store has; workers have other names. */
  private static final String DAEMON = "daemon";

  private final Database database;
  private final Optional<SoleService> sole;
  private final Clock clock;
  private final RunLog runLog;
  private final CaseStore cases;
  private final CaseQueue queue;
  private final ArrivalStore arrivals;
  private final DeliveryStore deliveries;
  private final OutdatedSetStore outdated;
  private final SenderStore senders;
  private final StructureSetStore structureSets;

  /**
   * Opens the database, and makes its schema new where it is old.
   *
   * @param machine the machine's clock, by which an embedded store goes
   * @throws IOException if it cannot be opened, or another process works on it
   */
  DaemonStores(Settings settings, Home home, AuditKeys keys, Clock machine) throws IOException {
    this.database = Database.open(settings.store(), home.database());
    this.sole = sole(settings, database);
    this.clock = StoreClock.of(database, machine);
    home.closeToOthers(home.database());
    this.runLog = new JdbcRunLog(database, clock, keys, settings.fingerprint());
    this.cases = new JdbcCaseStore(database, clock);
    cases.numbersBehind(CaseFolder.highestNumber(home.cases()));
    this.arrivals = new JdbcArrivalStore(database, clock);
    Leases leases = new Leases(DAEMON, Duration.ofSeconds(settings.store().leaseSeconds()), clock);
    this.queue = new JdbcCaseQueue(database, leases);
    this.deliveries = new JdbcDeliveryStore(database, leases);
    this.outdated = new JdbcOutdatedSetStore(database, leases);
    this.senders = new JdbcSenderStore(database, clock);
    this.structureSets = new JdbcStructureSetStore(database, clock);
  }

  private static Optional<SoleService> sole(Settings settings, Database database)
      throws IOException {
    if (settings.store().isEmbedded()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          SoleService.take(settings.store(), "contourflow run, " + Machine.process()));
    } catch (IOException e) {
      database.close();
      throw e;
    }
  }

  /** The service that has taken this one's place on a shared store; see {@link SoleService}. */
  Optional<String> displacedBy() {
    return sole.flatMap(SoleService::displacedBy);
  }

  /** For what only one part of the daemon asks of it. */
  Database database() {
    return database;
  }

  /** The run log, chained by the keys. */
  RunLog runLog() {
    return runLog;
  }

  /** The cases. */
  CaseStore cases() {
    return cases;
  }

  /** The cases as a queue. */
  CaseQueue queue() {
    return queue;
  }

  /** What has arrived. */
  ArrivalStore arrivals() {
    return arrivals;
  }

  /** What was handed over. */
  DeliveryStore deliveries() {
    return deliveries;
  }

  /** What superseded cases left at targets. */
  OutdatedSetStore outdated() {
    return outdated;
  }

  /** How those that sent a series ended. */
  SenderStore senders() {
    return senders;
  }

  /** The structure sets that have arrived. */
  StructureSetStore structureSets() {
    return structureSets;
  }

  /** What clinicians made of the delivered sets. */
  ReviewStore reviews() {
    return new JdbcReviewStore(database);
  }

  /** What people ask for. */
  RequestStore requests() {
    return new JdbcRequestStore(database, Clock.systemUTC());
  }

  /** The clock of all that is kept. */
  Clock clock() {
    return clock;
  }

  @Override
  public void close() {
    database.close();
    sole.ifPresent(SoleService::close);
  }
}
