package org.contourflow.review;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.PlanarContours;
import org.contourflow.contour.Region;
import org.contourflow.contour.Ring;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.series.CtSeries;

/**
 * A drawing as a grader sees it: rasterised on the CT's grid and traced along the pixels' edges,
 * both of a pair alike. As they stand in their files, the number of points and the smoothness of
 * lines would say which system wrote them.
 */
final class BlindView {
  private BlindView() {}

  /**
   * Points as column, row, column, row, by slice; with the slices' first and last.
   *
   * @return empty if the file has no such structure
   */
  static Optional<Map<String, Object>> of(CtSeries ct, Path file, String structure)
      throws IOException {
    Optional<ReadRoi> roi = StructureSetReader.read(file).roi(structure);
    return roi.map(
        r -> json(MaskTracer.trace(new StructureSetRasterizer(ct.grid()).rasterize(r).mask())));
  }

  private static Map<String, Object> json(PlanarContours contours) {
    Map<String, Object> loops = new LinkedHashMap<>();
    int first = -1;
    int last = -1;
    for (int s = 0; s < contours.slices().size(); s++) {
      List<double[]> rings = new ArrayList<>();
      for (Region region : contours.slices().get(s)) {
        rings.add(points(region.outer()));
        region.holes().forEach(hole -> rings.add(points(hole)));
      }
      if (!rings.isEmpty()) {
        loops.put(Integer.toString(s), rings);
        first = first < 0 ? s : first;
        last = s;
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("first", first);
    json.put("last", last);
    json.put("loops", loops);
    return json;
  }

  private static double[] points(Ring ring) {
    double[] points = new double[2 * ring.size()];
    for (int i = 0; i < ring.size(); i++) {
      points[2 * i] = ring.column(i);
      points[2 * i + 1] = ring.row(i);
    }
    return points;
  }
}
