package org.contourflow.app;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.contourflow.config.FileNameTemplate;
import org.contourflow.config.Settings;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.delivery.FolderTarget;
import org.contourflow.home.Home;
import org.contourflow.model.SegmentationListener;
import org.contourflow.routes.CaseListeners;
import org.contourflow.routes.SetsFetch;
import org.contourflow.workflow.ArrivedClinicalSets;
import org.contourflow.workflow.CaseContexts;
import org.contourflow.workflow.CaseWorker;
import org.contourflow.workflow.ClinicalSets;
import org.contourflow.workflow.Deliveries;
import org.contourflow.workflow.OutdatedSets;

/** What works on a case: the steps, the targets, and the sets that later slices made outdated. */
final class CaseWork {
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

  private final Settings settings;
  private final Home home;
  private final DaemonStores stores;
  private final NetworkNodes network;
  private final SetsFetch setsFetch;
  private final CaseListeners listeners;
  private final CaseWorker worker;
  private final OutdatedSets outdated;

  CaseWork(
      Settings settings,
      Home home,
      DaemonStores stores,
      Protocols protocols,
      NetworkNodes network,
      IntakeSetup arriving,
      Function<String, SegmentationListener> others)
      throws IOException {
    this.settings = settings;
    this.home = home;
    this.stores = stores;
    this.network = network;
    this.setsFetch = new SetsFetch(stores.runLog());
    this.listeners = new CaseListeners(stores.runLog(), stores.clock(), PROGRESS_INTERVAL, others);
    Deliveries deliveries =
        new Deliveries(
            stores.deliveries(),
            targets(),
            new FileNameTemplate(settings.export().fileName()),
            stores.runLog());
    this.worker =
        new CaseWorker(
            new CaseContexts(home, arriving.watch(), stores.runLog(), stores.clock(), listeners),
            stores.cases(),
            stores.queue(),
            protocols::rules,
            new StepsInForce(
                protocols, settings.structureSet(), clinicalSets(), Product.of(settings)),
            settings.contouring().mostAtOnce(),
            deliveries);
    this.outdated =
        new OutdatedSets(
            stores.outdated(),
            stores.cases(),
            deliveries,
            worker::folder,
            network.supersededRules(),
            stores.runLog());
  }

  /** The steps of cases. */
  CaseWorker worker() {
    return worker;
  }

  /** What becomes of sets that later slices made outdated. */
  OutdatedSets outdated() {
    return outdated;
  }

  /** Who listens to contourings, and stops them. */
  CaseListeners listeners() {
    return listeners;
  }

  /** Structure sets that a PACS is asked for. */
  SetsFetch setsFetch() {
    return setsFetch;
  }

  /** Begins nothing more, and gives a contouring back at its next tile. */
  void end() {
    worker.end();
    listeners.giveBack();
    setsFetch.close();
  }

  /** Of those that have arrived, once the PACS were asked for more. */
  private ClinicalSets clinicalSets() {
    ClinicalSets arrived = new ArrivedClinicalSets(home, stores.structureSets());
    return series -> {
      setsFetch.await(series.studyInstanceUid());
      return arrived.newestOn(series);
    };
  }

  private List<DeliveryTarget> targets() throws IOException {
    List<DeliveryTarget> targets = new ArrayList<>();
    if (settings.export().enabled()) {
      targets.add(
          new FolderTarget(
              Settings.Export.DESTINATION,
              home.export(),
              settings.export().okMarker(),
              settings.export().patientIdentifiers()));
    }
    targets.addAll(network.targets());
    return targets;
  }
}
