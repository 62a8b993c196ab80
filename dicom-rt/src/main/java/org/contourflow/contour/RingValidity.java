package org.contourflow.contour;

import java.util.List;
import java.util.Optional;
import org.contourflow.geometry.PixelPoint;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/**
 * Whether the regions of a slice are valid by the OGC rules as JTS checks them: every ring simple,
 * holes inside their outer ring, rings touching in points only, interiors connected and disjoint.
 */
public final class RingValidity {
  private static final GeometryFactory FACTORY = new GeometryFactory();

  private RingValidity() {}

  /** What is wrong, and where. */
  public record Fault(String what, PixelPoint at) {}

  /** The first fault of the regions of one slice, together and each. */
  public static Optional<Fault> check(List<Region> regions) {
    IsValidOp validity = new IsValidOp(toGeometry(regions));
    TopologyValidationError error = validity.getValidationError();
    return error == null
        ? Optional.empty()
        : Optional.of(
            new Fault(
                error.getMessage(),
                new PixelPoint(error.getCoordinate().getY(), error.getCoordinate().getX())));
  }

  /** The regions as a JTS multi-polygon, x = column, y = row. */
  static Geometry toGeometry(List<Region> regions) {
    return FACTORY.createMultiPolygon(
        regions.stream().map(RingValidity::polygon).toArray(Polygon[]::new));
  }

  private static Polygon polygon(Region region) {
    return FACTORY.createPolygon(
        linearRing(region.outer()),
        region.holes().stream().map(RingValidity::linearRing).toArray(LinearRing[]::new));
  }

  private static LinearRing linearRing(Ring ring) {
    Coordinate[] coordinates = new Coordinate[ring.size() + 1];
    for (int i = 0; i <= ring.size(); i++) {
      int k = i % ring.size();
      coordinates[i] = new Coordinate(ring.column(k), ring.row(k));
    }
    return FACTORY.createLinearRing(coordinates);
  }
}
