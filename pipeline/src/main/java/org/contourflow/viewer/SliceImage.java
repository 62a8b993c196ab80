package org.contourflow.viewer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.series.CtSeries;

/** The pixels of one slice, read by themselves so that the first is there at once. */
public final class SliceImage {
  private SliceImage() {}

  /**
   * Hounsfield units, row by row, 16 bits each, the low byte first.
   *
   * @throws IOException if the slice cannot be read
   */
  public static byte[] littleEndian(CtSeries series, int slice) throws IOException {
    VoxelGrid whole = series.grid();
    VoxelGrid one =
        new VoxelGrid(
            List.of(whole.sliceOrigins().get(slice)),
            whole.orientation(),
            whole.rowSpacingMm(),
            whole.columnSpacingMm(),
            whole.rows(),
            whole.columns());
    CtSeries alone =
        new CtSeries(
            series.studyInstanceUid(),
            series.seriesInstanceUid(),
            series.frameOfReferenceUid(),
            one,
            List.of(series.slices().get(slice)),
            series.header(),
            series.geometryPolicy(),
            List.of());
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * whole.rows() * whole.columns()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(alone.readVolume().values());
    return bytes.array();
  }
}
