package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.contourflow.series.MissingUids;
import org.contourflow.series.SeveralVolumes;

/**
 * When a series counts as whole.
 *
 * @param quietSeconds a series whose geometry is complete is taken after this long without a new
 *     slice
 * @param incompleteSeconds one with a gap is held, with its reason, after this long
 * @param geometryPolicy strict (evenly spaced only) or moderate (spacing may change, no gaps)
 * @param missingUids refuse or derive: what to do with images that an anonymiser left without
 *     study, series, SOP or frame of reference UIDs
 * @param severalVolumes refuse or each: what to do with a series that holds several volumes at the
 *     same place; each makes a case of each
 * @param senderSeconds how long after its last slice a series waits whose sender has not ended its
 *     association in order
 * @param unfinishedSender hold or tell: what becomes of it then
 * @param countFrom the PACS that is asked how many instances a series has; a node as under {@code
 *     queries}, of which only name, address, timeouts, tls and intervalSeconds count; null: nobody
 *     is asked
 * @param countSeconds how long after its last slice a series waits for slices that PACS has, and
 *     for that PACS to say how many it has
 * @param unansweredCount hold or tell: what becomes of it where that PACS has not said so by then
 */
public record AssemblySettings(
    @Min(1) @Max(86_400) Integer quietSeconds,
    @Min(1) @Max(604_800) Integer incompleteSeconds,
    GeometryChoice geometryPolicy,
    MissingUids missingUids,
    SeveralVolumes severalVolumes,
    @Min(1) @Max(604_800) Integer senderSeconds,
    UnfinishedSender unfinishedSender,
    @Valid DicomSettings.Query countFrom,
    @Min(1) @Max(604_800) Integer countSeconds,
    UnansweredCount unansweredCount) {
  public AssemblySettings {
    quietSeconds = quietSeconds == null ? 10 : quietSeconds;
    incompleteSeconds = incompleteSeconds == null ? 300 : incompleteSeconds;
    geometryPolicy = geometryPolicy == null ? GeometryChoice.MODERATE : geometryPolicy;
    missingUids = missingUids == null ? MissingUids.REFUSE : missingUids;
    severalVolumes = severalVolumes == null ? SeveralVolumes.REFUSE : severalVolumes;
    senderSeconds = senderSeconds == null ? 300 : senderSeconds;
    unfinishedSender = unfinishedSender == null ? UnfinishedSender.HOLD : unfinishedSender;
    countSeconds = countSeconds == null ? 600 : countSeconds;
    unansweredCount = unansweredCount == null ? UnansweredCount.HOLD : unansweredCount;
  }

  /** With several volumes refused. */
  public AssemblySettings(
      Integer quietSeconds,
      Integer incompleteSeconds,
      GeometryChoice geometryPolicy,
      MissingUids missingUids) {
    this(quietSeconds, incompleteSeconds, geometryPolicy, missingUids, null);
  }

  /** With the usual patience for senders, and no PACS to ask. */
  public AssemblySettings(
      Integer quietSeconds,
      Integer incompleteSeconds,
      GeometryChoice geometryPolicy,
      MissingUids missingUids,
      SeveralVolumes severalVolumes) {
    this(
        quietSeconds,
        incompleteSeconds,
        geometryPolicy,
        missingUids,
        severalVolumes,
        null,
        null,
        null,
        null,
        null);
  }
}
