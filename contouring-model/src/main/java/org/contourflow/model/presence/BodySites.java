package org.contourflow.model.presence;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.contourflow.model.manifest.Plausibility.BodyPart;

/**
 * What a CT shows of each part of the body.
 *
 * @param sites one a part, from the head down
 * @param doubt why nothing can be told of any; empty: nothing speaks against it
 */
public record BodySites(List<Site> sites, String doubt) {
  /** Nothing speaks against it. */
  public BodySites(List<Site> sites) {
    this(sites, "");
  }

  /** All parts uncertain, with the reason. */
  static BodySites unknown(String why) {
    return new BodySites(
        Arrays.stream(BodyPart.values())
            .map(part -> new Site(part, Shown.UNCERTAIN, 0, Double.NaN, Double.NaN, 0))
            .toList(),
        why);
  }

  public BodySites {
    sites = List.copyOf(sites);
    if (!sites.stream().map(Site::part).toList().equals(List.of(BodyPart.values()))) {
      throw new IllegalArgumentException("each part of the body once, from the head down");
    }
  }

  /** Whether a part is in the scan. */
  public enum Shown {
    YES,
    /** Too near to the limit to be told; never to be taken for a no. */
    UNCERTAIN,
    NO
  }

  /**
   * One part of the body.
   *
   * @param lengthMm how much of it the planes show, along the patient
   * @param caudalMm where it ends towards the feet, z in LPS mm; not a number without a length
   * @param cranialMm where it ends towards the head
   * @param evidence how much better the scan is explained with this part than without, in
   *     centimetres of planes: negative where it is better explained without
   */
  public record Site(
      BodyPart part,
      Shown shown,
      double lengthMm,
      double caudalMm,
      double cranialMm,
      double evidence) {

    /** "thorax 120 mm (z -210 to -90)", "abdomen uncertain: ...", "no pelvis". */
    public String describe() {
      String name = part.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      if (shown == Shown.NO) {
        return "no " + name;
      }
      String doubt = shown == Shown.UNCERTAIN ? " uncertain" : "";
      return lengthMm == 0
          ? name + doubt
          : String.format(
              Locale.ROOT,
              "%s%s, %.0f mm (z %.0f to %.0f)",
              name,
              doubt,
              lengthMm,
              caudalMm,
              cranialMm);
    }
  }

  /** What it shows of a part. */
  public Site of(BodyPart part) {
    return sites.get(part.ordinal());
  }

  /** All parts in a line; no patient identifiers. */
  public String describe() {
    return sites.stream().map(Site::describe).collect(Collectors.joining("; "));
  }
}
