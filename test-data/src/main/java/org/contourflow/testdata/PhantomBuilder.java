package org.contourflow.testdata;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Describes a {@link Phantom}. All lengths in mm, positions in LPS. Defaults: the standard anatomy,
 * HFS as the gantry sees it, 64 x 64 x 24 thorax, couch apart, 10 HU noise, seed 1, partial volume
 * by 3 x 3 x 3 sub-samples, Explicit VR Little Endian.
 */
public final class PhantomBuilder implements Cloneable {
  Anatomy anatomy = StandardAnatomy.create();
  PatientPosition position = PatientPosition.HFS;
  boolean writePosition = true;
  private StackOrientation orientation;
  private int rows = 64;
  private int columns = 64;
  private double rowSpacingMm = 6.5;
  private double columnSpacingMm = 6.5;
  private double[] offsetsMm = even(24, 8);
  private double sliceThicknessMm = 8;
  private Set<Integer> missing = Set.of();
  Set<Integer> duplicated = Set.of();
  private Lps centre = new Lps(0, 10, -130);
  Couch couch = Couch.APART;
  double noiseHu = 10;
  long seed = 1;
  int subSamples = 3;
  PhantomPatient patient = PhantomPatient.ZEBEDEE;
  boolean instanceNumbersDescend;
  PixelEncoding pixels = PixelEncoding.UNSIGNED;
  TransferSyntax transferSyntax = TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN;
  String seriesDescription = "Phantom CT";
  SliceEdit edit = (slice, attributes) -> {};

  PhantomBuilder() {}

  /** What is in the image; {@link #standardAnatomy()} unless set. */
  public PhantomBuilder anatomy(Anatomy value) {
    anatomy = value;
    return this;
  }

  /** The head, neck and thorax that is the default. */
  public static Anatomy standardAnatomy() {
    return StandardAnatomy.create();
  }

  /** The same with brainstem, oesophagus, ventricles, skull base and sinuses. */
  public static Anatomy detailedAnatomy() {
    return HeadNeckDetail.of(StandardAnatomy.create());
  }

  /** How the patient lies; also the orientation, unless that is set. */
  public PhantomBuilder position(PatientPosition value) {
    position = value;
    return this;
  }

  /** Leaves PatientPosition out of the files (some real planning CTs lack it). */
  public PhantomBuilder withoutPositionAttribute() {
    writePosition = false;
    return this;
  }

  /** Image orientation and stacking direction, whatever the position. */
  public PhantomBuilder orientation(StackOrientation value) {
    orientation = value;
    return this;
  }

  /** Rows and columns of each slice. */
  public PhantomBuilder matrix(int rowCount, int columnCount) {
    rows = rowCount;
    columns = columnCount;
    return this;
  }

  /** PixelSpacing: between rows (down) first, then between columns (across). */
  public PhantomBuilder spacingMm(double betweenRows, double betweenColumns) {
    rowSpacingMm = betweenRows;
    columnSpacingMm = betweenColumns;
    return this;
  }

  /** Slices at an even step, as thick as the step. */
  public PhantomBuilder evenSlices(int count, double stepMm) {
    sliceThicknessMm = stepMm;
    offsetsMm = even(count, stepMm);
    return this;
  }

  /** Slices at these offsets from the centre along the stacking direction, ascending. */
  public PhantomBuilder slicesAtMm(double thicknessMm, double... offsets) {
    sliceThicknessMm = thicknessMm;
    offsetsMm = offsets.clone();
    return this;
  }

  /** Leaves slices out (numbered from 0 along the normal); their instance numbers stay unused. */
  public PhantomBuilder withoutSlices(Integer... slices) {
    missing = Set.of(slices);
    return this;
  }

  /** Writes these slices twice: the same position and pixels, another SOPInstanceUID. */
  public PhantomBuilder duplicateSlices(Integer... slices) {
    duplicated = Set.of(slices);
    return this;
  }

  /** The point of the patient at the middle of the image and of the stack. */
  public PhantomBuilder centre(Lps value) {
    centre = value;
    return this;
  }

  /** What the patient lies on. */
  public PhantomBuilder couch(Couch value) {
    couch = value;
    return this;
  }

  /** Standard deviation of the noise, HU; 0 for none. */
  public PhantomBuilder noiseHu(double standardDeviation) {
    noiseHu = standardDeviation;
    return this;
  }

  /** Decides the noise and all UIDs. */
  public PhantomBuilder seed(long value) {
    seed = value;
    return this;
  }

  /** Sub-samples a direction at tissue borders; 1 for none. */
  public PhantomBuilder subSamples(int value) {
    subSamples = value;
    return this;
  }

  /** Who it is. */
  public PhantomBuilder patient(PhantomPatient value) {
    patient = value;
    return this;
  }

  /** InstanceNumber falls along the normal instead of rising. */
  public PhantomBuilder instanceNumbersDescend() {
    instanceNumbersDescend = true;
    return this;
  }

  /** How HU are stored. */
  public PhantomBuilder pixels(PixelEncoding value) {
    pixels = value;
    return this;
  }

  /** The files' transfer syntax. */
  public PhantomBuilder transferSyntax(TransferSyntax value) {
    transferSyntax = value;
    return this;
  }

  /** (0008,103E), for rules that select by it. */
  public PhantomBuilder seriesDescription(String value) {
    seriesDescription = value;
    return this;
  }

  /** Changes attributes of slices just before they are written: for inputs that are not right. */
  public PhantomBuilder editSlices(SliceEdit value) {
    edit = value;
    return this;
  }

  /** A change of one slice's attributes; slices are numbered from 0 along the normal. */
  @FunctionalInterface
  public interface SliceEdit {
    void change(int slice, DicomBytes attributes);
  }

  /** The phantom as described so far; this builder may go on to describe others. */
  public Phantom build() {
    try {
      return new Phantom((PhantomBuilder) clone());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this class is Cloneable", e);
    }
  }

  private static double[] even(int count, double stepMm) {
    return IntStream.range(0, count).mapToDouble(i -> (i - (count - 1) / 2.0) * stepMm).toArray();
  }

  StackGeometry geometry() {
    StackOrientation o = orientation == null ? position.gantryOrientation() : orientation;
    Lps corner =
        centre
            .plus(o.alongRow().times(-(columns - 1) / 2.0 * columnSpacingMm))
            .plus(o.alongColumn().times(-(rows - 1) / 2.0 * rowSpacingMm));
    List<Lps> origins = present().mapToObj(i -> corner.plus(o.step().times(offsetsMm[i]))).toList();
    return new StackGeometry(
        o, origins, rowSpacingMm, columnSpacingMm, sliceThicknessMm, rows, columns);
  }

  List<Integer> instanceNumbers() {
    return present().mapToObj(i -> instanceNumbersDescend ? offsetsMm.length - i : i + 1).toList();
  }

  private IntStream present() {
    if (!Arrays.equals(offsetsMm, Arrays.stream(offsetsMm).sorted().toArray())) {
      throw new IllegalArgumentException("slice offsets must ascend");
    }
    return IntStream.range(0, offsetsMm.length).filter(i -> !missing.contains(i));
  }
}
