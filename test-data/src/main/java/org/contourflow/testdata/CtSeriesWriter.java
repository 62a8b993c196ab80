package org.contourflow.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a phantom as CT Image Storage (PS3.3 A.3), one file a slice. */
final class CtSeriesWriter {
  /** CT Image Storage. */
  static final String CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";

  private static final int SOP_INSTANCE_UID = 0x00080018;

  private final Phantom phantom;
  private final PhantomBuilder settings;
  private final PhantomUids uids;

  CtSeriesWriter(Phantom phantom, PhantomBuilder settings) {
    this.phantom = phantom;
    this.settings = settings;
    this.uids = phantom.uids();
  }

  PhantomSeries write(Path folder) throws IOException {
    Files.createDirectories(folder);
    short[] hu = phantom.hu();
    List<Path> files = new ArrayList<>();
    List<String> instances = new ArrayList<>();
    List<Path> extra = new ArrayList<>();
    for (int s = 0; s < phantom.geometry().slices(); s++) {
      int number = phantom.instanceNumbers().get(s);
      DicomBytes slice = slice(s, number, hu);
      files.add(save(folder, slice));
      instances.add(slice.uid(SOP_INSTANCE_UID));
      if (settings.duplicated.contains(s)) {
        String other = uids.uid("duplicate" + number);
        extra.add(save(folder, slice.copy().text(SOP_INSTANCE_UID, "UI", other)));
      }
    }
    return new PhantomSeries(folder, files, instances, extra, uids, phantom.truth());
  }

  /** The name comes from the UID's last digits, so that sorting by name sorts by nothing. */
  private Path save(Path folder, DicomBytes slice) throws IOException {
    String uid = slice.uid(SOP_INSTANCE_UID).replaceAll("[^A-Za-z0-9]", "_");
    String name = "CT" + uid.substring(Math.max(0, uid.length() - 12)) + ".dcm";
    return Files.write(folder.resolve(name), slice.file(settings.transferSyntax));
  }

  private DicomBytes slice(int s, int instanceNumber, short[] hu) {
    DicomBytes d = new DicomBytes();
    d.text(0x00080016, "UI", CT_IMAGE_STORAGE);
    d.text(SOP_INSTANCE_UID, "UI", uids.instance(instanceNumber));
    PhantomModules.patientAndStudy(d, settings.patient, uids);
    PhantomModules.seriesAndEquipment(d, uids, settings.seriesDescription);
    if (settings.writePosition) {
      d.text(0x00185100, "CS", settings.position.name());
    }
    d.text(0x00200013, "IS", Integer.toString(instanceNumber));
    imagePlane(d, s);
    PhantomModules.ctImage(d);
    pixels(d, s, hu);
    settings.edit.change(s, d);
    return d;
  }

  private void imagePlane(DicomBytes d, int s) {
    StackGeometry g = phantom.geometry();
    Lps o = g.origins().get(s);
    Lps r = g.orientation().alongRow();
    Lps c = g.orientation().alongColumn();
    d.decimals(0x00180050, g.sliceThicknessMm());
    d.decimals(0x00200032, o.x(), o.y(), o.z());
    d.decimals(0x00200037, r.x(), r.y(), r.z(), c.x(), c.y(), c.z());
    d.decimals(0x00201041, o.dot(g.orientation().normal()));
    d.decimals(0x00280030, g.rowSpacingMm(), g.columnSpacingMm());
  }

  private void pixels(DicomBytes d, int s, short[] hu) {
    StackGeometry g = phantom.geometry();
    PixelEncoding e = settings.pixels;
    d.shorts(0x00280002, "US", 1).text(0x00280004, "CS", "MONOCHROME2");
    d.shorts(0x00280010, "US", g.rows()).shorts(0x00280011, "US", g.columns());
    d.shorts(0x00280100, "US", 16).shorts(0x00280101, "US", e.bitsStored);
    d.shorts(0x00280102, "US", e.bitsStored - 1).shorts(0x00280103, "US", e.representation);
    d.decimals(0x00281052, e.intercept).decimals(0x00281053, 1).text(0x00281054, "LO", "HU");
    boolean padded = e == PixelEncoding.SIGNED_PADDED;
    if (padded) {
      d.shorts(0x00280120, "SS", PixelEncoding.PADDING);
    }
    byte[] values = new byte[2 * g.rows() * g.columns()];
    for (int i = 0; i < values.length / 2; i++) {
      boolean outside = padded && isOutsideCircle(i / g.columns(), i % g.columns());
      int value = outside ? PixelEncoding.PADDING : e.stored(hu[g.index(s, 0, 0) + i]);
      values[2 * i] = (byte) value;
      values[2 * i + 1] = (byte) (value >> 8);
    }
    settings
        .transferSyntax
        .fragment(values, g.rows(), g.columns())
        .ifPresentOrElse(
            fragment -> d.bytes(0x7FE00010, "OB", DicomBytes.encapsulated(fragment)),
            () -> d.bytes(0x7FE00010, "OW", values));
  }

  private boolean isOutsideCircle(int row, int column) {
    StackGeometry g = phantom.geometry();
    double u = (2.0 * row + 1) / g.rows() - 1;
    double v = (2.0 * column + 1) / g.columns() - 1;
    return u * u + v * v > 1;
  }
}
