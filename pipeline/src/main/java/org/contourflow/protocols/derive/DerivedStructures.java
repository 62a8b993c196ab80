package org.contourflow.protocols.derive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.protocols.derive.Expression.Combined;
import org.contourflow.protocols.derive.Expression.Expanded;
import org.contourflow.protocols.derive.Expression.Interpolated;
import org.contourflow.protocols.derive.Expression.Limited;
import org.contourflow.protocols.derive.Expression.Named;
import org.contourflow.protocols.derive.Expression.Pieces;
import org.contourflow.protocols.derive.Expression.Ring;
import org.contourflow.protocols.derive.Expression.Shaped;
import org.contourflow.protocols.derive.Expression.Shrunk;
import org.contourflow.protocols.derive.Expression.Side;
import org.contourflow.protocols.derive.Expression.Smoothed;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.bits.BitVolume;

/**
 * Works derivations out on a CT's grid. What is made of something absent is absent with that
 * reason, never empty; what comes to no voxel is absent too. Not safe for several threads.
 */
public final class DerivedStructures {
  private final DerivedRules rules;
  private final SourceMasks sources;
  private final MaskOperations operations;
  private final Map<String, BitVolume> made = new HashMap<>();
  private final Map<String, String> absent = new HashMap<>();

  /** Those of the absent ones that something is there for which cannot be used. */
  private final Set<String> spoilt = new HashSet<>();

  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, BitVolume> kept = new HashMap<>();

  private DerivedStructures(DerivedRules rules, SourceMasks sources) {
    this.rules = rules;
    this.sources = sources;
    this.operations = new MaskOperations(sources.grid());
    rules.derivations().forEach(one -> countUses(one.expression()));
  }

  /** Ends a derivation: something it is made of is not there. */
  private static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether it is there and cannot be used: that is not what optional() may pass over. */
    private final boolean unusable;

    Missing(String reason) {
      this(reason, false);
    }

    Missing(String reason, boolean unusable) {
      super(reason, null, false, false);
      this.unusable = unusable;
    }
  }

  /** Works all of them out, in the order of their text. */
  public static List<DerivedStructure> of(DerivedRules rules, SourceMasks sources) {
    return new DerivedStructures(rules, sources).all();
  }

  private void countUses(Expression expression) {
    uses.merge(expression.describe(), 1, Integer::sum);
    expression.parts().forEach(this::countUses);
  }

  private List<DerivedStructure> all() {
    Map<Integer, DerivedStructure> byLine = new java.util.TreeMap<>();
    for (Derivation one : rules.derivations()) {
      byLine.put(one.line(), derive(one));
    }
    return new ArrayList<>(byLine.values());
  }

  private DerivedStructure derive(Derivation one) {
    VoxelGrid grid = sources.grid();
    String reason;
    try {
      BitVolume mask = evaluate(one.expression());
      if (!mask.isEmpty()) {
        made.put(one.name(), mask);
        return new DerivedStructure.Made(
            one.name(), mask.toMask(grid), one.expression().describe());
      }
      reason = "it has no voxel: nothing is left of " + one.expression().describe();
    } catch (Missing e) {
      reason = e.getMessage();
      if (e.unusable) {
        spoilt.add(one.name());
      }
    } catch (IllegalArgumentException e) {
      reason = e.getMessage();
      spoilt.add(one.name());
    }
    absent.put(one.name(), reason);
    return new DerivedStructure.Absent(one.name(), reason);
  }

  /** Never changed by who gets it: it may be another derivation's too. */
  private BitVolume evaluate(Expression expression) throws Missing {
    String key = expression.describe();
    BitVolume before = kept.get(key);
    if (before != null) {
      return before;
    }
    BitVolume mask = operation(expression);
    if (uses.getOrDefault(key, 0) > 1) {
      kept.put(key, mask);
    }
    return mask;
  }

  private BitVolume operation(Expression e) throws Missing {
    if (e instanceof Named n) {
      return named(n);
    } else if (e instanceof Combined c) {
      return operations.combine(c.operator(), evaluate(c.left()), evaluate(c.right()));
    } else if (e instanceof Expanded x) {
      return operations.expand(evaluate(x.of()), x.margins());
    } else if (e instanceof Shrunk x) {
      return operations.shrink(evaluate(x.of()), x.margins());
    } else if (e instanceof Ring r) {
      return operations.ring(evaluate(r.of()), r.innerMm(), r.outerMm());
    } else if (e instanceof Shaped s) {
      return shaped(s);
    } else if (e instanceof Pieces p) {
      return operations.withoutPieces(evaluate(p.of()), p.leastCc());
    } else if (e instanceof Interpolated i) {
      return operations.interpolate(evaluate(i.of()), i.longestGapMm());
    } else if (e instanceof Smoothed s) {
      return operations.smooth(evaluate(s.of()), s.radiusMm());
    } else if (e instanceof Side s) {
      return operations.side(evaluate(s.of()), s.left(), present(s.middleOf()));
    } else if (e instanceof Limited l) {
      BitVolume of = evaluate(l.of());
      return l.reference().isEmpty()
          ? operations.limit(of, l.way(), l.planeMm(), l.lengthMm())
          : operations.limit(of, l.way(), present(l.reference().get()), l.lengthMm());
    }
    throw new IllegalStateException("no such operation: " + e.describe());
  }

  private BitVolume shaped(Shaped s) throws Missing {
    return switch (s.shape()) {
      case HULL -> operations.hull(evaluate(s.of()));
      case FILL -> operations.fill(evaluate(s.of()));
      case LARGEST -> operations.largest(evaluate(s.of()));
      case OPTIONAL -> {
        try {
          yield evaluate(s.of());
        } catch (Missing e) {
          if (e.unusable) {
            throw e;
          }
          yield operations.nothing();
        }
      }
    };
  }

  /** With a voxel: of nothing there is no middle and no end. */
  private BitVolume present(Expression expression) throws Missing {
    BitVolume mask = evaluate(expression);
    if (mask.isEmpty()) {
      throw new Missing(expression.describe() + " has no voxel");
    }
    return mask;
  }

  private BitVolume named(Named n) throws Missing {
    BitVolume derived = made.get(n.name());
    if (derived != null) {
      return derived;
    }
    if (absent.containsKey(n.name())) {
      throw new Missing(
          n.name() + " is absent: " + absent.get(n.name()), spoilt.contains(n.name()));
    }
    Optional<String> unusable = sources.unusable(n);
    if (unusable.isPresent()) {
      throw new Missing(unusable.get(), true);
    }
    List<Supplier<BinaryMask>> found =
        n.isPattern() ? sources.beginning(n.name()) : sources.named(n.name()).stream().toList();
    BitVolume union = operations.nothing();
    for (Supplier<BinaryMask> one : found) {
      BinaryMask mask = one.get();
      if (!mask.isEmpty()) {
        union.or(BitVolume.of(mask));
      }
    }
    if (union.isEmpty()) {
      String why =
          found.isEmpty()
              ? sources.whyAbsent(n.name(), rules.sources().isClinical(n))
              : "it has no voxel on this CT";
      throw new Missing(n.name() + " is absent: " + why);
    }
    return union;
  }
}
