package org.contourflow.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.contourflow.assembly.InstanceCounts;
import org.contourflow.audit.RunLog;
import org.contourflow.camel.dicom.DicomEndpoint;
import org.contourflow.camel.dicom.DicomListenConsumer;
import org.contourflow.cases.FetchStore;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.DicomSettings.Query.Purpose;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Settings;
import org.contourflow.config.SupersededRule;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.delivery.StowTarget;
import org.contourflow.dicom.net.scp.InstanceCatalog;
import org.contourflow.dicomweb.StowLimits;
import org.contourflow.dicomweb.StowReceiver;
import org.contourflow.home.Home;
import org.contourflow.http.WebTls;
import org.contourflow.intake.Intake;
import org.contourflow.intake.Senders;
import org.contourflow.routes.BeatingPolls;
import org.contourflow.routes.CommitmentDesk;
import org.contourflow.routes.DicomDelivery;
import org.contourflow.routes.DicomEndpoints;
import org.contourflow.routes.FetchRoute;
import org.contourflow.routes.ListenRoute;
import org.contourflow.routes.Loops;
import org.contourflow.routes.PacsCounts;
import org.contourflow.routes.SeenStudies;
import org.contourflow.routes.SeriesFetch;
import org.contourflow.routes.SeriesQuestion;
import org.contourflow.routes.SetsFetch;
import org.contourflow.routes.StowServer;

/** The other systems of the settings: what comes from them, and where RTSTRUCTs go. */
public final class NetworkNodes {
  private static final long MEGABYTE = 1_000_000;
  private static final Duration LONGEST_FETCH = Duration.ofHours(2);

  private final Settings settings;
  private final Home home;
  private final CamelContext camel;
  private final DicomEndpoints endpoints;
  private final ProducerTemplate producer;
  private final CommitmentDesk commitments = new CommitmentDesk();
  private StowServer stow;

  NetworkNodes(Settings settings, Home home, CamelContext camel) {
    this.settings = settings;
    this.home = home;
    this.camel = camel;
    this.endpoints = new DicomEndpoints(settings, camel);
    this.producer = camel.createProducerTemplate();
  }

  /**
   * Where RTSTRUCTs go beside the export folder.
   *
   * @throws IOException naming a TLS store that cannot be opened
   */
  public List<DeliveryTarget> targets() throws IOException {
    List<DeliveryTarget> targets = new ArrayList<>();
    for (DicomSettings.Target target : settings.targets()) {
      targets.add(new DicomDelivery(target, endpoints.send(target), producer, commitments));
    }
    for (DicomWebSettings.Target target : settings.webTargets()) {
      targets.add(new StowTarget(service(target)));
    }
    return targets;
  }

  /** What becomes of outdated sets, by the target's name; the export folder is one. */
  Map<String, SupersededRule> supersededRules() {
    Map<String, SupersededRule> rules = new HashMap<>();
    rules.put(Settings.Export.DESTINATION, settings.export().superseded());
    settings.targets().forEach(target -> rules.put(target.name(), target.superseded()));
    settings.webTargets().forEach(target -> rules.put(target.name(), target.superseded()));
    return rules;
  }

  private StowTarget.Service service(DicomWebSettings.Target target) throws IOException {
    Optional<String> authorization =
        target.user() != null
            ? Optional.of(StowServer.basic(target.user(), target.password().value()))
            : Optional.ofNullable(target.bearerToken()).map(token -> "Bearer " + token.value());
    return new StowTarget.Service(
        target.name(),
        URI.create(target.url()),
        Duration.ofSeconds(target.timeoutSeconds()),
        authorization,
        target.tls() == null
            ? Optional.empty()
            : Optional.of(WebTls.context(settings, target.tls())));
  }

  /** Who says how many instances a series has; nobody where the settings name none. */
  InstanceCounts counts() {
    DicomSettings.Query pacs = settings.assembly().countFrom();
    if (pacs == null) {
      return InstanceCounts.NOBODY;
    }
    return new PacsCounts(
        pacs.name(),
        Duration.ofSeconds(pacs.intervalSeconds()),
        new SeriesQuestion(pacs, endpoints, producer));
  }

  /**
   * Adds the routes of what comes in.
   *
   * @param sets gets the PACS that are asked for structure sets
   * @param loops hears whether the ports are open
   */
  void addRoutes(
      Intake intake,
      InstanceCatalog held,
      FetchStore fetched,
      SetsFetch sets,
      RunLog runLog,
      Loops loops)
      throws Exception {
    if (settings.listener().enabled()) {
      DicomEndpoint listen = endpoints.listen(spool(), held);
      listen.setAssociationEnds(
          (association, inOrder) ->
              intake.senders().ended(Senders.Kind.ASSOCIATION, association, inOrder));
      camel.addRoutes(new ListenRoute(listen, intake, commitments));
      loops.probe("listener", this::isListening);
    }
    if (settings.stow().enabled()) {
      stow = new StowServer(settings, receiver(intake));
      camel.addService(stow);
      loops.probe("stow", stow::isListening);
    }
    for (DicomSettings.Query query : queries(Purpose.STRUCTURE_SETS)) {
      sets.add(
          query.name(),
          new SeriesFetch(query, endpoints.series(query), producer, fetched, runLog),
          Duration.ofSeconds(query.waitSeconds()));
    }
    for (DicomSettings.Query query : queries(Purpose.STUDIES)) {
      DicomEndpoint studies = endpoints.studies(query, new SeenStudies(query.name(), fetched));
      studies.setPollStrategy(
          new BeatingPolls(
              loops.byClock(
                  "query-" + query.name(),
                  Duration.ofSeconds(query.intervalSeconds()).plus(LONGEST_FETCH))));
      SeriesFetch fetch =
          new SeriesFetch(query, endpoints.series(query), producer, fetched, runLog);
      camel.addRoutes(new FetchRoute(query.name(), studies, fetch));
    }
  }

  private List<DicomSettings.Query> queries(Purpose purpose) {
    return settings.queries().stream().filter(query -> query.purpose() == purpose).toList();
  }

  private StowReceiver receiver(Intake intake) {
    DicomWebSettings.Server service = settings.stow();
    StowLimits limits =
        new StowLimits(
            service.maxInstanceMegabytes() * MEGABYTE,
            service.maxRequestMegabytes() * MEGABYTE,
            Duration.ofSeconds(service.requestSeconds()),
            settings.listener().reserveMegabytes() * MEGABYTE);
    return new StowReceiver(home.incoming().resolve("stow"), intake, limits);
  }

  /** Takes what an earlier run received whole but perhaps did not acknowledge. */
  void takeUp(Intake intake) throws IOException {
    ListenRoute.takeUp(spool(), intake);
    receiver(intake).takeUp();
  }

  private Path spool() {
    return home.incoming().resolve("cstore");
  }

  private boolean isListening() {
    Route route = camel.getRoute(ListenRoute.ID);
    return route != null && ((DicomListenConsumer) route.getConsumer()).isListening();
  }

  /** What is open to the network without protection, by the settings' own wish. */
  List<String> openness() {
    List<String> open = new ArrayList<>();
    settings.listener().openness().ifPresent(why -> open.add("the DICOM listener: " + why));
    settings.stow().openness().ifPresent(why -> open.add("STOW-RS: " + why));
    return open;
  }

  /** The DICOM listener's port, if it listens. */
  public OptionalInt listenerPort() {
    Route route = camel.getRoute(ListenRoute.ID);
    return route == null
        ? OptionalInt.empty()
        : OptionalInt.of(((DicomListenConsumer) route.getConsumer()).port());
  }

  /** What is open, for the run log. */
  String describeOpenPorts() {
    StringBuilder ports = new StringBuilder();
    listenerPort()
        .ifPresent(p -> ports.append(settings.listener().aeTitle() + " listens on port " + p));
    if (settings.stow().enabled()) {
      ports.append(ports.isEmpty() ? "" : "; ");
      ports.append("STOW-RS on port " + settings.stow().port());
    }
    return ports.toString();
  }
}
