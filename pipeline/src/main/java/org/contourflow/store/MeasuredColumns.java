package org.contourflow.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import org.contourflow.metrics.Centroid;
import org.contourflow.metrics.SliceChange;
import org.contourflow.metrics.StructureScore;
import org.contourflow.metrics.StructureScore.Distances;
import org.contourflow.metrics.StructureScore.Presence;
import org.contourflow.metrics.StructureScore.SurfaceDice;
import org.contourflow.metrics.StructureScore.Volumes;
import org.contourflow.review.Measured;

/** The figures of a measured structure as columns of {@code review_structure}. */
final class MeasuredColumns {
  private MeasuredColumns() {}

  static void put(Measured m, Map<String, Object> row) {
    StructureScore score = m.score();
    row.put("presence", score.presence().name());
    row.put("dice", score.dice());
    row.put("surface_dice_1mm", score.surfaceDice1Mm());
    row.put("surface_dice_2mm", score.surfaceDice2Mm());
    row.put("surface_dice_3mm", score.surfaceDice3Mm());
    row.put("hd95_mm", score.hausdorff95Mm());
    row.put("mean_distance_mm", score.meanDistanceMm());
    row.put("added_path_length_mm", score.addedPathLengthMm());
    row.put("volume_came_back_cc", score.referenceCc());
    row.put("volume_delivered_cc", score.volumeCc());
    row.put("contour_length_mm", m.contourMm());
    row.put("shift_left_mm", m.shift().toLeftMm());
    row.put("shift_posterior_mm", m.shift().toPosteriorMm());
    row.put("shift_head_mm", m.shift().toHeadMm());
    row.put("untouched", m.untouched());
    StringBuilder slices = new StringBuilder();
    for (SliceChange c : m.slices()) {
      slices
          .append(c.slice())
          .append(' ')
          .append(c.beforeMm2())
          .append(' ')
          .append(c.afterMm2())
          .append(' ')
          .append(c.addedMm2())
          .append(' ')
          .append(c.removedMm2())
          .append('\n');
    }
    row.put("slices", slices.toString());
  }

  static Measured of(ResultSet row) throws SQLException {
    StructureScore score =
        new StructureScore(
            Presence.valueOf(row.getString("presence")),
            row.getDouble("dice"),
            new SurfaceDice(
                row.getDouble("surface_dice_1mm"),
                row.getDouble("surface_dice_2mm"),
                row.getDouble("surface_dice_3mm")),
            new Distances(row.getDouble("hd95_mm"), row.getDouble("mean_distance_mm")),
            row.getDouble("added_path_length_mm"),
            new Volumes(
                row.getDouble("volume_came_back_cc"), row.getDouble("volume_delivered_cc")));
    return new Measured(
        score,
        row.getDouble("contour_length_mm"),
        new Centroid.Shift(
            row.getDouble("shift_left_mm"),
            row.getDouble("shift_posterior_mm"),
            row.getDouble("shift_head_mm")),
        row.getString("slices").lines().map(MeasuredColumns::slice).toList(),
        row.getBoolean("untouched"));
  }

  private static SliceChange slice(String line) {
    double[] v = Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    return new SliceChange((int) v[0], v[1], v[2], v[3], v[4]);
  }
}
