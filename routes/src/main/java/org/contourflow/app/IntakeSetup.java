package org.contourflow.app;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.contourflow.assembly.SeriesCatalogue;
import org.contourflow.assembly.SeriesKnowledge;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.cases.CaseRecord;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.Leftovers;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.DiskReserve;
import org.contourflow.intake.InboxFolders;
import org.contourflow.intake.InboxLooks;
import org.contourflow.intake.Intake;
import org.contourflow.intake.Reconciliation;
import org.contourflow.intake.Senders;
import org.contourflow.intake.StructureSetShelf;
import org.contourflow.series.CtSeriesAssembler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What arrives, until it is a case: intake, the shelf of structure sets and the series' watch. */
final class IntakeSetup {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeSetup.class);

  private static final long MEGABYTE = 1_000_000;
  private static final Duration SENDERS = Duration.ofSeconds(2);

  private final Settings settings;
  private final Home home;
  private final DaemonStores stores;
  private final Quarantine quarantine;
  private final SeriesWatch watch;
  private final StructureSetShelf shelf;
  private final Intake intake;
  private final InboxLooks looks;

  IntakeSetup(
      Settings settings,
      Home home,
      DaemonStores stores,
      Protocols protocols,
      NetworkNodes network) {
    this.settings = settings;
    this.home = home;
    this.stores = stores;
    Clock clock = stores.clock();
    this.quarantine = new Quarantine(home.quarantine(), stores.runLog(), clock);
    this.looks =
        new InboxLooks(
            Duration.ofSeconds(settings.inbox().stableSeconds()),
            Duration.ofSeconds(settings.inbox().pollSeconds()),
            clock);
    SeriesCatalogue catalogue = catalogue(settings.assembly());
    this.shelf = new StructureSetShelf(home, stores.structureSets(), stores.runLog(), clock);
    this.intake = intake(catalogue);
    this.watch =
        new SeriesWatch(
            home,
            stores.arrivals(),
            stores.cases(),
            quarantine,
            stores.runLog(),
            clock,
            judgement(catalogue, protocols, network));
  }

  private static SeriesCatalogue catalogue(AssemblySettings assembly) {
    return new SeriesCatalogue(
        new CtSeriesAssembler(
            assembly.geometryPolicy().policy(), assembly.missingUids(), assembly.severalVolumes()));
  }

  private SeriesWatch.Judgement judgement(
      SeriesCatalogue catalogue, Protocols protocols, NetworkNodes network) {
    return new SeriesWatch.Judgement(
        catalogue,
        Duration.ofSeconds(settings.assembly().quietSeconds()),
        Duration.ofSeconds(settings.assembly().incompleteSeconds()),
        protocols::rules,
        SeriesKnowledge.of(stores.senders(), network.counts(), settings.assembly())
            .waitingForRows(intake::lacksRow)
            .lookingIntoInbox(looks::areEnoughSince));
  }

  private Intake intake(SeriesCatalogue catalogue) {
    return new Intake(
            home,
            stores.arrivals(),
            quarantine,
            stores.runLog(),
            new Intake.Policy(settings.inbox().maxZipBytes(), settings.assembly().missingUids()),
            new DiskReserve(
                home.incoming(),
                settings.listener().reserveMegabytes() * MEGABYTE,
                stores.runLog()),
            catalogue)
        .keepingStructureSets(shelf)
        .noting(new Senders(stores.senders()));
  }

  /** The watch over series that are not cases yet. */
  SeriesWatch watch() {
    return watch;
  }

  /** Judges what is due and of which all that has come has its row; returns the new cases. */
  List<String> judge() {
    intake.recordLeft();
    return watch.tick();
  }

  /** Takes files. */
  Intake intake() {
    return intake;
  }

  /** How the inbox has been looked through. */
  InboxLooks looks() {
    return looks;
  }

  /** The inbox' folders, emptied ones removed. */
  InboxFolders folders() {
    return new InboxFolders(
        home.inbox(),
        quarantine,
        Duration.ofSeconds(settings.inbox().emptyFolderSeconds()),
        stores.clock());
  }

  /** Has the housekeeper tell how senders ended. */
  void addTo(Housekeeper housekeeper) {
    housekeeper.every("senders", SENDERS, () -> intake.senders().tellEnds());
  }

  /**
   * Deletes files that a killed process was writing, but for the store's, which {@link #takeUp}
   * looks through. In the folders of cases, where workers write too, and in the export folder,
   * which another service may share, only old ones.
   */
  void clearHalfWritten() {
    Instant now = Instant.now();
    int cleared =
        Leftovers.clearBelow(home.incoming(), now)
            + Leftovers.clearBelow(home.quarantine(), now)
            + Leftovers.clearBelow(home.structureSets(), now)
            + Leftovers.clear(home.export(), now.minus(Leftovers.OF_OTHERS));
    for (CaseRecord unfinished : stores.cases().unfinished()) {
      cleared +=
          Leftovers.clearBelow(
              home.cases().resolve(unfinished.caseId()), now.minus(Leftovers.OF_OTHERS));
    }
    if (cleared > 0) {
      LOG.info("{} half-written files of a process that was killed are cleared away", cleared);
    }
  }

  /**
   * Takes up what an earlier run left: files without rows, structure sets, series not judged yet.
   *
   * @param ending whether the process is to end: the rest is left to the next start
   * @throws IOException if the home cannot be read
   */
  void takeUp(BooleanSupplier ending) throws IOException {
    new Reconciliation(home, intake, stores.runLog()).run(ending);
    if (!ending.getAsBoolean()) {
      shelf.takeUp();
      watch.recover();
    }
  }
}
