package org.contourflow.testdata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a phantom is made of: solids painted one over the other, and the named structures whose
 * truth is asked for. Immutable.
 *
 * @param paints in painting order; where several hold a point the last one counts; elsewhere air
 * @param structures name (TG-263) to the solid that IS the structure
 */
public record Anatomy(List<Paint> paints, Map<String, Solid> structures) {
  /** HU where nothing is painted. */
  public static final int AIR_HU = -1000;

  public Anatomy {
    paints = List.copyOf(paints);
    structures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(structures));
  }

  /** A solid of one HU. */
  public record Paint(Solid solid, int hu) {}

  /** One solid in air, as a structure: for tests of contours against formulas. */
  public static Anatomy of(String name, Solid solid, int hu) {
    return new Anatomy(List.of(new Paint(solid, hu)), Map.of(name, solid));
  }

  /** This anatomy and one more structure, painted over it. */
  public Anatomy with(String name, Solid solid, int hu) {
    List<Paint> more = new ArrayList<>(paints);
    more.add(new Paint(solid, hu));
    Map<String, Solid> named = new LinkedHashMap<>(structures);
    named.put(name, solid);
    return new Anatomy(more, named);
  }

  /** This anatomy without a structure's name; what is painted stays. */
  public Anatomy withoutName(String name) {
    Map<String, Solid> named = new LinkedHashMap<>(structures);
    named.remove(name);
    return new Anatomy(paints, named);
  }

  /** This anatomy with something painted under all of it, so that it shows only in the air. */
  Anatomy above(List<Paint> background, Map<String, Solid> names) {
    List<Paint> all = new ArrayList<>(background);
    all.addAll(paints);
    Map<String, Solid> named = new LinkedHashMap<>(structures);
    named.putAll(names);
    return new Anatomy(all, named);
  }
}
