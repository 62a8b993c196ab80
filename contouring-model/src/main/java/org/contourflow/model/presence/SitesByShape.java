package org.contourflow.model.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.model.HounsfieldCheck;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.presence.BodySites.Shown;
import org.contourflow.model.presence.BodySites.Site;
import org.contourflow.model.presence.SiteOrder.Run;
import org.contourflow.volume.CtVolume;

/**
 * Tells the parts of the body by HU and shape. Each plane across the patient says how badly it fits
 * each part ({@link PlaneCosts}); the order of the parts from head to feet and the length of those
 * that the scan passes whole decide together ({@link SiteOrder}). A part is there if the best
 * explanation that has it beats the best one without it by a centimetre's worth of planes, and not
 * there if it loses by as much; else it is uncertain.
 *
 * <p>The head is where z grows, in every patient position. Planes across the patient only: a stack
 * of another orientation is read across, an oblique one nearly so. For adults: trunks of small
 * children are narrower than what is asked here. Of a CT that is not in HU all is uncertain.
 * Decision 0217.
 */
public final class SitesByShape implements SiteFinder {
  /** Less of a part than this is nothing of it. */
  private static final double LEAST_MM = 20;

  /** In centimetres of planes that do not fit. */
  private static final double CLEAR = 1;

  @Override
  public BodySites find(CtVolume ct) {
    Optional<String> notHu = HounsfieldCheck.refusal(ct);
    if (notHu.isPresent()) {
      return BodySites.unknown(notHu.get());
    }
    CoarseCt coarse = CoarseCt.of(ct);
    PlaneCosts costs = PlaneCosts.of(coarse);
    SiteOrder order = new SiteOrder(costs.perPlane(), coarse.planeMm());
    Run best = order.best();
    List<Site> sites = new ArrayList<>();
    for (BodyPart part : BodyPart.values()) {
      sites.add(site(part, order, best, costs));
    }
    return new BodySites(sites);
  }

  private static Shown shown(double evidence) {
    return evidence >= CLEAR ? Shown.YES : evidence <= -CLEAR ? Shown.NO : Shown.UNCERTAIN;
  }

  private static Site site(BodyPart part, SiteOrder order, Run best, PlaneCosts costs) {
    int state = PlaneCosts.state(part);
    double least = Math.min(LEAST_MM, costs.zMm().length * costs.planeMm());
    double evidence = order.costWithout(state) - order.costWith(state, least);
    Shown shown = shown(evidence);
    int from = best.firstPlane(state);
    int end = best.endPlane(state);
    if (from == end) {
      return new Site(part, shown, 0, Double.NaN, Double.NaN, evidence);
    }
    // Chest and belly share the planes from the dome of the diaphragm to the lungs' lower ends.
    from = part == BodyPart.ABDOMEN ? costs.dome(from) : from;
    end = part == BodyPart.THORAX ? costs.lungsEnd(end) : end;
    double half = costs.planeMm() / 2;
    return new Site(
        part,
        shown,
        (end - from) * costs.planeMm(),
        costs.zMm()[end - 1] - half,
        costs.zMm()[from] + half,
        evidence);
  }
}
