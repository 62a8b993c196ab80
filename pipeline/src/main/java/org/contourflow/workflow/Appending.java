package org.contourflow.workflow;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.contourflow.protocols.AppendRule;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.StructureSetAppender;
import org.contourflow.rtstruct.write.StructureSetAppender.Policy;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.series.CtSeries;

/** How a case's structures go behind the clinician's, and whether they may. */
final class Appending {
  private final ClinicalSet theirs;
  private final CtSeries series;
  private final Policy policy;

  private Appending(ClinicalSet theirs, CtSeries series, Policy policy) {
    this.theirs = theirs;
    this.series = series;
    this.policy = policy;
  }

  /** Of a case; empty: the protocol does not ask for it, or there is no set. */
  static Optional<Appending> of(CaseContext context, AppendRule rule) throws IOException {
    if (!rule.appends() || context.clinical().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(of(context.clinical().get(), context.series(), rule));
  }

  /** Of a set on its series. */
  static Appending of(ClinicalSet theirs, CtSeries series, AppendRule rule) {
    return new Appending(theirs, series, rule.policy());
  }

  private StructureSetAppender appender() {
    return theirs.appender(series);
  }

  /** Why ours stay a set of their own, for a person; empty: they are appended. */
  Optional<String> refusal(Collection<String> names) {
    return appender()
        .refusal(names, policy)
        .map(no -> "not appended to the clinician's structure set: " + no.what());
  }

  /** What each of ours is called in the set that is written. */
  Map<String, String> names(Collection<String> ours) {
    return appender().writtenNames(ours);
  }

  StructureSetOutcome append(StructureSetContent ours, DestinationProfile profile) {
    return appender().append(ours, profile, policy);
  }
}
