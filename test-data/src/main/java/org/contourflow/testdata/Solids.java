package org.contourflow.testdata;

import java.util.List;

/** The solids phantoms are made of. All lengths in mm, all positions in LPS. */
public final class Solids {
  private Solids() {}

  /** A ball. Volume 4/3 pi r3. */
  public static Solid sphere(Lps centre, double radiusMm) {
    return ellipsoid(centre, new Lps(radiusMm, radiusMm, radiusMm));
  }

  /** ((x-cx)/a)2 + ((y-cy)/b)2 + ((z-cz)/c)2 <= 1. Volume 4/3 pi a b c. */
  public static Solid ellipsoid(Lps centre, Lps semiAxesMm) {
    return new Ellipsoid(centre, semiAxesMm);
  }

  /** An elliptic cylinder along z, between {@code fromZ} and {@code toZ}. Volume pi a b h. */
  public static Solid cylinder(
      double centreX, double centreY, double semiX, double semiY, double fromZ, double toZ) {
    return new Cylinder(centreX, centreY, semiX, semiY, fromZ, toZ);
  }

  /** A box. */
  public static Solid box(Lps low, Lps high) {
    return new Block(new Box(low, high));
  }

  /** A torus about an axis along z. Volume 2 pi2 R r2. */
  public static Solid torus(Lps centre, double ringRadiusMm, double tubeRadiusMm) {
    return new Torus(centre, ringRadiusMm, tubeRadiusMm);
  }

  /** A ball with a concentric cavity; the cavity's surface is outside. */
  public static Solid hollowSphere(Lps centre, double outerRadiusMm, double innerRadiusMm) {
    return minus(sphere(centre, outerRadiusMm), sphere(centre, innerRadiusMm), true);
  }

  /** A round tube along z with an open bore. */
  public static Solid straw(
      double x, double y, double outerRadiusMm, double innerRadiusMm, double fromZ, double toZ) {
    return minus(
        cylinder(x, y, outerRadiusMm, outerRadiusMm, fromZ, toZ),
        cylinder(x, y, innerRadiusMm, innerRadiusMm, fromZ, toZ),
        true);
  }

  /** All points in any part; parts may overlap, so the volume is known for one part only. */
  public static Solid union(Solid... parts) {
    return new Union(List.of(parts), false);
  }

  /** As {@link #union}, of parts the caller knows to be disjoint: the volumes add up. */
  public static Solid disjointUnion(Solid... parts) {
    return new Union(List.of(parts), true);
  }

  /** {@code a} without {@code b}; the surface of {@code b} goes with {@code b}. */
  public static Solid minus(Solid a, Solid b) {
    return minus(a, b, false);
  }

  private static Solid minus(Solid a, Solid b, boolean bInsideA) {
    return new Difference(a, b, bInsideA);
  }

  /** The part of {@code a} inside a box. */
  public static Solid clipped(Solid a, Box box) {
    return new Clipped(a, box);
  }

  private record Ellipsoid(Lps centre, Lps semi) implements Solid {
    @Override
    public boolean contains(double x, double y, double z) {
      double u = (x - centre.x()) / semi.x();
      double v = (y - centre.y()) / semi.y();
      double w = (z - centre.z()) / semi.z();
      return u * u + v * v + w * w <= 1;
    }

    @Override
    public Box bounds() {
      return new Box(centre.plus(semi.times(-1)), centre.plus(semi));
    }

    @Override
    public double volumeMm3() {
      return 4.0 / 3 * Math.PI * semi.x() * semi.y() * semi.z();
    }
  }

  private record Cylinder(
      double centreX, double centreY, double semiX, double semiY, double fromZ, double toZ)
      implements Solid {
    @Override
    public boolean contains(double x, double y, double z) {
      double u = (x - centreX) / semiX;
      double v = (y - centreY) / semiY;
      return z >= fromZ && z <= toZ && u * u + v * v <= 1;
    }

    @Override
    public Box bounds() {
      return new Box(
          new Lps(centreX - semiX, centreY - semiY, fromZ),
          new Lps(centreX + semiX, centreY + semiY, toZ));
    }

    @Override
    public double volumeMm3() {
      return Math.PI * semiX * semiY * (toZ - fromZ);
    }
  }

  private record Block(Box bounds) implements Solid {
    @Override
    public boolean contains(double x, double y, double z) {
      return bounds.contains(x, y, z);
    }

    @Override
    public double volumeMm3() {
      Lps size = bounds.high().plus(bounds.low().times(-1));
      return size.x() * size.y() * size.z();
    }
  }

  private record Torus(Lps centre, double ring, double tube) implements Solid {
    @Override
    public boolean contains(double x, double y, double z) {
      double fromRing = Math.hypot(x - centre.x(), y - centre.y()) - ring;
      double height = z - centre.z();
      return fromRing * fromRing + height * height <= tube * tube;
    }

    @Override
    public Box bounds() {
      Lps semi = new Lps(ring + tube, ring + tube, tube);
      return new Box(centre.plus(semi.times(-1)), centre.plus(semi));
    }

    @Override
    public double volumeMm3() {
      return 2 * Math.PI * Math.PI * ring * tube * tube;
    }
  }

  private record Union(List<Solid> parts, boolean disjoint) implements Solid {
    @Override
    public boolean contains(double x, double y, double z) {
      for (Solid part : parts) {
        if (part.contains(x, y, z)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Box bounds() {
      return parts.stream().map(Solid::bounds).reduce(Box::around).orElseThrow();
    }

    @Override
    public double volumeMm3() {
      return disjoint || parts.size() == 1
          ? parts.stream().mapToDouble(Solid::volumeMm3).sum()
          : Double.NaN;
    }
  }

  private record Difference(Solid a, Solid b, boolean bInsideA) implements Solid {
    @Override
    public boolean contains(double x, double y, double z) {
      return a.contains(x, y, z) && !b.contains(x, y, z);
    }

    @Override
    public Box bounds() {
      return a.bounds();
    }

    @Override
    public double volumeMm3() {
      return bInsideA ? a.volumeMm3() - b.volumeMm3() : Double.NaN;
    }
  }

  private record Clipped(Solid a, Box box) implements Solid {
    @Override
    public boolean contains(double x, double y, double z) {
      return box.contains(x, y, z) && a.contains(x, y, z);
    }

    @Override
    public Box bounds() {
      Box whole = a.bounds();
      return new Box(
          new Lps(
              Math.max(whole.low().x(), box.low().x()),
              Math.max(whole.low().y(), box.low().y()),
              Math.max(whole.low().z(), box.low().z())),
          new Lps(
              Math.min(whole.high().x(), box.high().x()),
              Math.min(whole.high().y(), box.high().y()),
              Math.min(whole.high().z(), box.high().z())));
    }
  }
}
