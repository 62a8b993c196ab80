package org.contourflow.model.presence;

import java.util.Locale;
import java.util.Optional;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.manifest.Plausibility.Range;
import org.contourflow.model.manifest.Plausibility.Region;
import org.contourflow.model.presence.BodySites.Shown;
import org.contourflow.model.presence.BodySites.Site;
import org.contourflow.volume.CtVolume;

/**
 * What a CT shows of the part of the body that a model is for. Head and neck is measured as its
 * calibration measured it ({@link HeadAndNeck}), the other parts by the order of all ({@link
 * SitesByShape}).
 *
 * @param measured what is in the CT, for people
 * @param place from the part's lower to its upper end, z in LPS mm; empty: none, or head and neck
 */
public record PartInCt(
    Region region, double lengthMm, Shown shown, String measured, Optional<Range> place) {

  /** Looks at a CT. */
  public static PartInCt of(CtVolume ct, Region region) {
    if (region.part() == BodyPart.HEAD_AND_NECK) {
      double mm = HeadAndNeck.in(ct).lengthMm();
      return new PartInCt(
          region,
          mm,
          mm > 0 ? Shown.YES : Shown.NO,
          String.format(Locale.ROOT, "%.0f mm of head and neck in the CT", mm),
          Optional.empty());
    }
    BodySites sites = new SitesByShape().find(ct);
    Site site = sites.of(region.part());
    return new PartInCt(
        region,
        site.lengthMm(),
        site.shown(),
        sites.doubt().isEmpty() ? "in the CT: " + site.describe() : sites.doubt(),
        site.lengthMm() > 0
            ? Optional.of(new Range(site.caudalMm(), site.cranialMm()))
            : Optional.empty());
  }

  /** Whether it is what the model was made for; so is a part that is uncertain, if long enough. */
  public boolean isEnough() {
    return shown != Shown.NO && lengthMm >= region.leastMm();
  }

  /**
   * What of the CT the model gets, z in LPS mm: the part, from its upper end down at most as much
   * as the region says.
   *
   * @return empty: all of the CT
   */
  public Optional<Range> crop() {
    if (region.cropMm().isEmpty()) {
      return Optional.empty();
    }
    double most = region.cropMm().getAsDouble();
    return place.map(p -> new Range(Math.max(p.leastMm(), p.mostMm() - most), p.mostMm()));
  }

  /** What a person is told of a model's run on this CT; a crop to all of the part is no news. */
  public Optional<String> note() {
    String crop = crop().filter(r -> !place.equals(Optional.of(r))).map(this::left).orElse("");
    if (shown == Shown.UNCERTAIN) {
      return Optional.of(measured + crop + ". Look whether this model is for this CT");
    }
    return crop.isEmpty() ? Optional.empty() : Optional.of(measured + crop);
  }

  private String left(Range used) {
    double lowest = place.map(Range::leastMm).orElse(used.leastMm());
    return String.format(
        Locale.ROOT,
        "; the model got z %.0f to %.0f mm of it, as much as it was made for:"
            + " the %.0f mm below are not contoured",
        used.leastMm(),
        used.mostMm(),
        used.leastMm() - lowest);
  }
}
