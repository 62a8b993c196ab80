package org.contourflow.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.AnatomicalLetters;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.structure.RoiColour;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.StackOrientation;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContourSheetTest {
  private static final VoxelGrid GRID =
      VoxelGrid.even(new PatientPoint(-20, -10, 5), SliceOrientation.AXIAL, 6, 20, 30, 3, 2, 1);
  private static final CtVolume AIR =
      CtVolume.wrap(GRID, filled((int) GRID.voxelCount(), (short) -1000));

  private static short[] filled(int size, short value) {
    short[] values = new short[size];
    java.util.Arrays.fill(values, value);
    return values;
  }

  private static ReportStructure of(String name, BinaryMask mask, RoiColour colour) {
    return new ReportStructure(
        name,
        colour,
        SliceRing.of(MaskTracer.trace(mask)),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  @Test
  void a_contour_is_painted_on_the_voxel_edges_at_the_right_place() {
    BinaryMask mask =
        BinaryMask.of(GRID, (s, r, c) -> s == 2 && r >= 5 && r < 10 && c >= 8 && c < 20);
    ReportStructure structure = of("Box", mask, new RoiColour(255, 0, 0));
    View view = SliceView.of(AIR, 2, List.of(structure), HuWindow.SOFT_TISSUE);
    BufferedImage picture = View.blank(300, 400);
    new ViewPainter(picture.createGraphics())
        .paint(view, view.whole(), new Rectangle(0, 0, 300, 400));
    // 10 pixels a mm: columns 8..19 are x 80..200, rows 5..9 are y 100..200.
    Rectangle red = boundsOf(picture, new Color(255, 0, 0));
    assertThat(red.x).isBetween(78, 81);
    assertThat(red.x + red.width).isBetween(199, 202);
    assertThat(red.y).isBetween(98, 101);
    assertThat(red.y + red.height).isBetween(199, 202);
  }

  private static Rectangle boundsOf(BufferedImage picture, Color colour) {
    Rectangle bounds = null;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        Color c = new Color(picture.getRGB(x, y));
        if (c.getRed() > 200 && c.getGreen() < 80 && c.getBlue() < 80) {
          Rectangle pixel = new Rectangle(x, y, 1, 1);
          bounds = bounds == null ? pixel : bounds.union(pixel);
        }
      }
    }
    assertThat(bounds).as("something is painted in %s", colour).isNotNull();
    return bounds;
  }

  @Test
  void a_keyhole_channel_is_not_drawn() {
    BinaryMask ring =
        BinaryMask.of(
            GRID,
            (s, r, c) -> {
              boolean outer = r >= 4 && r < 16 && c >= 4 && c < 24;
              return s == 1 && outer && !(r >= 8 && r < 12 && c >= 10 && c < 18);
            });
    List<SliceRing> rings = SliceRing.of(MaskTracer.trace(ring));
    assertThat(rings).as("one keyhole ring").hasSize(1);
    // 2 x (20 + 12) around the outside and 2 x (8 + 4) around the hole, nothing for the channel.
    assertThat(length(SliceView.outline(rings.get(0).points()))).isCloseTo(88, within(1e-9));
  }

  private static double length(Shape shape) {
    double sum = 0;
    double[] at = new double[6];
    double x = 0;
    double y = 0;
    for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
      int kind = i.currentSegment(at);
      sum += kind == PathIterator.SEG_LINETO ? Math.hypot(at[0] - x, at[1] - y) : 0;
      x = at[0];
      y = at[1];
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void cuts_show_the_head_up_and_left_or_posterior_at_the_right(PatientPosition position) {
    Phantom phantom = Phantom.small().position(position).subSamples(1).build();
    CtVolume ct = ReportPhantom.ct(phantom);
    List<ReportStructure> liver = ReportPhantom.structures(phantom, List.of("Liver"));
    for (View view :
        List.of(
            CutView.alongRow(ct, 30, liver, HuWindow.SOFT_TISSUE),
            CutView.alongColumn(ct, 30, liver, HuWindow.SOFT_TISSUE))) {
      boolean coronal = view.label().startsWith("Coronal");
      assertThat(view.label()).matches("(Coronal|Sagittal), (row|column) 31");
      assertThat(AnatomicalLetters.of(view.across())).isEqualTo(coronal ? "L" : "P");
      assertThat(AnatomicalLetters.of(view.down())).isEqualTo("F");
    }
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void the_liver_is_low_and_at_the_left_of_a_coronal_view(PatientPosition position) {
    Phantom phantom = Phantom.small().position(position).subSamples(1).build();
    List<ReportStructure> liver = ReportPhantom.structures(phantom, List.of("Liver"));
    View coronal = coronalThroughLiver(phantom, liver);
    Rectangle2D box = coronal.outlines().get(0).shape().getBounds2D();
    assertThat(box.getCenterX()).isLessThan(coronal.image().getWidth() * 0.45);
    assertThat(box.getCenterY()).isGreaterThan(coronal.image().getHeight() * 0.6);
    int inside = coronal.image().getRGB((int) box.getCenterX(), (int) box.getCenterY()) & 0xFF;
    assertThat(inside).as("grey of liver, 65 HU").isBetween(115, 175);
  }

  private static View coronalThroughLiver(Phantom phantom, List<ReportStructure> liver) {
    CtVolume ct = ReportPhantom.ct(phantom);
    View view =
        CutView.alongRow(ct, CutView.bestRow(ct.grid(), liver), liver, HuWindow.SOFT_TISSUE);
    return view.label().startsWith("Coronal")
        ? view
        : CutView.alongColumn(
            ct, CutView.bestColumn(ct.grid(), liver), liver, HuWindow.SOFT_TISSUE);
  }

  @Test
  void a_cut_of_a_sagittal_stack_is_an_axial_or_coronal_view() {
    Phantom phantom =
        Phantom.small().orientation(StackOrientation.sagittal()).evenSlices(30, 8).build();
    CtVolume ct = ReportPhantom.ct(phantom);
    View axial = CutView.alongRow(ct, 20, List.of(), HuWindow.SOFT_TISSUE);
    assertThat(axial.label()).startsWith("Axial");
    assertThat(AnatomicalLetters.of(axial.across())).isEqualTo("L");
    assertThat(AnatomicalLetters.of(axial.down())).isEqualTo("P");
    View coronal = CutView.alongColumn(ct, 20, List.of(), HuWindow.SOFT_TISSUE);
    assertThat(coronal.label()).startsWith("Coronal");
    assertThat(AnatomicalLetters.of(coronal.down())).isEqualTo("F");
  }

  @Test
  void a_cut_shows_each_slice_of_the_contour_as_thick_as_it_is() {
    BinaryMask mask =
        BinaryMask.of(GRID, (s, r, c) -> s >= 1 && s <= 2 && r >= 5 && r < 10 && c >= 8 && c < 20);
    View view =
        CutView.alongRow(
            AIR, 7, List.of(of("Box", mask, new RoiColour(0, 255, 0))), HuWindow.SOFT_TISSUE);
    Rectangle2D box = view.outlines().get(0).shape().getBounds2D();
    assertThat(box.getWidth() * view.pixelWidthMm()).isCloseTo(12, within(1e-9));
    assertThat(box.getHeight() * view.pixelHeightMm()).isCloseTo(6, within(1e-9));
    // The head is up: 6 slices of 3 mm, slices 1 and 2 lie 3 to 9 mm above the bottom.
    double bottom = view.image().getHeight() - box.getMaxY();
    assertThat(bottom * view.pixelHeightMm()).isCloseTo(3, within(1e-9));
  }

  @Test
  void letters_name_oblique_directions_by_both_axes() {
    assertThat(AnatomicalLetters.of(new Direction(-1, 0, 0))).isEqualTo("R");
    assertThat(AnatomicalLetters.of(new Direction(0, 0.6, -0.8))).isEqualTo("FP");
    assertThat(AnatomicalLetters.of(new Direction(0, -1, 0))).isEqualTo("A");
  }

  @Test
  void every_structure_is_on_at_least_one_of_the_chosen_slices() {
    List<ReportStructure> structures =
        List.of(
            onSlices("Body", IntStream.range(0, 100).toArray()),
            onSlices("Chiasm", 37, 38),
            onSlices("Lens_L", 41),
            onSlices("Absent"));
    List<Integer> chosen = SliceChoice.of(100, structures, 6);
    assertThat(chosen).hasSize(6).isSorted().contains(38, 41);
  }

  private static ReportStructure onSlices(String name, int... slices) {
    Ring ring = Ring.of(List.of(new PixelPoint(0, 0), new PixelPoint(0, 1), new PixelPoint(1, 0)));
    return new ReportStructure(
        name,
        new RoiColour(1, 2, 3),
        IntStream.of(slices).mapToObj(s -> new SliceRing(s, ring)).toList(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  @Test
  void a_sheet_is_drawn_even_of_one_slice_and_no_structure() throws IOException {
    VoxelGrid one =
        VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 1, 8, 9, 3, 1, 1);
    CtVolume ct = CtVolume.wrap(one, new short[72]);
    byte[] png = new ContourSheet(ct, List.of(), HuWindow.SOFT_TISSUE).png("Case 1", 20);
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isGreaterThan(1000);
  }

  @Test
  void windows_are_linear_between_black_and_white() {
    assertThat(HuWindow.SOFT_TISSUE.grey(-2000)).isZero();
    assertThat(HuWindow.SOFT_TISSUE.grey(40)).isEqualTo(128);
    assertThat(HuWindow.SOFT_TISSUE.grey(240)).isEqualTo(255);
  }
}
