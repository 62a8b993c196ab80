package org.contourflow.console;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.contourflow.accounts.UserStore;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.RequestStore;
import org.contourflow.consent.ConsentDesk;
import org.contourflow.demand.service.DemandDesk;
import org.contourflow.drift.DriftCharts;
import org.contourflow.protocols.ProtocolDetails.Priority;
import org.contourflow.query.CaseQueries;
import org.contourflow.query.LogQueries;
import org.contourflow.query.StatisticsQueries;
import org.contourflow.review.BlindStudies;
import org.contourflow.review.ReviewStore;

/**
 * What the console needs of the product.
 *
 * @param requests what a person asks for; the service does it soon
 * @param quarantine folder of what waits for a person
 * @param studies blinded scoring
 * @param reviews what clinicians left of the contours
 * @param consent who may teach; empty where the settings name no consent folder
 * @param system what the system page shows, asked each time
 */
public record ConsoleParts(
    Questions questions,
    UserStore users,
    RunLog runLog,
    CaseFiles files,
    RequestStore requests,
    Path quarantine,
    BlindStudies studies,
    ReviewStore reviews,
    Optional<ConsentDesk> consent,
    Supplier<SystemState> system) {

  /**
   * What is asked of the store.
   *
   * @param priorities of the protocols in force, which is their cases'
   * @param drift of all reviews
   * @param demand empty where it is switched off
   */
  public record Questions(
      CaseQueries cases,
      LogQueries log,
      StatisticsQueries statistics,
      Supplier<Map<String, Priority>> priorities,
      Supplier<DriftCharts> drift,
      Optional<DemandDesk> demand) {}

  /**
   * The service as it is now.
   *
   * @param version of the product
   * @param parts each loop, listener and so on
   * @param models in or out of service
   * @param problems what is wrong now
   */
  public record SystemState(
      String version,
      List<Part> parts,
      List<Model> models,
      List<Trouble> problems,
      long freeBytes) {}

  /** Something that is wrong, and since when it was seen. */
  public record Trouble(String text, Instant since) {}

  /** Something that runs. */
  public record Part(String name, boolean good, String words) {}

  /** A model. */
  public record Model(String label, boolean inService, String words) {}
}
