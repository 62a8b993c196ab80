package org.contourflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.series.GeometryPolicy;
import org.contourflow.series.RefusalCode;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.PhantomUids;
import org.contourflow.testdata.StackOrientation;
import org.contourflow.testdata.TransferSyntax;

/** The phantoms of the commissioning kit. Each has UIDs of its own, the same in every run. */
final class CommissionPhantoms {
  /** What a series that is held for its gaps is called; no code of a refusal. */
  private static final String INCOMPLETE = "INCOMPLETE";

  private static final long SEED = 17_000;
  private static final double OBLIQUE_DEGREES = 0.6;

  private final GeometryPolicy policy;
  private final List<Kit> kits = new ArrayList<>();

  private CommissionPhantoms(GeometryPolicy policy) {
    this.policy = policy;
  }

  /**
   * One phantom.
   *
   * @param id its name in the sheet and its folder's
   * @param refusal why it must be refused and make no case; empty: it must be contoured
   */
  record Kit(String id, PhantomBuilder builder, Optional<String> refusal) {
    boolean isContoured() {
      return refusal.isEmpty();
    }
  }

  /**
   * All.
   *
   * @param policy the site's: what is oblique or unevenly spaced is contoured or refused by it
   */
  static List<Kit> all(GeometryPolicy policy) {
    CommissionPhantoms phantoms = new CommissionPhantoms(policy);
    phantoms.positions();
    phantoms.geometries();
    phantoms.encodings();
    phantoms.refusedGeometries();
    phantoms.refusedFiles();
    List<Kit> seeded = new ArrayList<>();
    for (int i = 0; i < phantoms.kits.size(); i++) {
      Kit kit = phantoms.kits.get(i);
      seeded.add(new Kit(kit.id(), kit.builder().seed(SEED + i), kit.refusal()));
    }
    return seeded;
  }

  private static PhantomBuilder base() {
    return Phantom.small().noiseHu(10);
  }

  private void good(String id, PhantomBuilder builder) {
    kits.add(new Kit(id, builder, Optional.empty()));
  }

  private void refused(String id, RefusalCode code, PhantomBuilder builder) {
    kits.add(new Kit(id, builder, Optional.of(code.name())));
  }

  private void positions() {
    for (PatientPosition position : PatientPosition.values()) {
      good(
          "position-" + position,
          base().position(position).orientation(position.gantryOrientation()));
    }
  }

  private void geometries() {
    good("rows-flipped", base().orientation(StackOrientation.rowFlippedAxial()));
    good("columns-flipped", base().orientation(StackOrientation.columnFlippedAxial()));
    good("pixels-not-square", base().matrix(80, 104).spacingMm(5.2, 4));
    good("slices-4-mm", base().evenSlices(48, 4));
    good("instances-descend", base().instanceNumbersDescend());
    byPolicy(
        "oblique-0.6-degrees",
        base().orientation(StackOrientation.oblique(OBLIQUE_DEGREES, OBLIQUE_DEGREES)),
        policy.largestObliquityDegrees() > OBLIQUE_DEGREES,
        RefusalCode.NOT_AXIAL);
    byPolicy(
        "spacing-changes",
        base().slicesAtMm(5, unevenMm()),
        policy.acceptsChangeOfStep(),
        RefusalCode.UNEVEN_SPACING);
  }

  private void byPolicy(String id, PhantomBuilder builder, boolean accepted, RefusalCode code) {
    kits.add(new Kit(id, builder, accepted ? Optional.empty() : Optional.of(code.name())));
  }

  /** 8 mm apart at both ends, 5 mm in the middle, as some scans of a chest are made. */
  private static double[] unevenMm() {
    double[] offsets = new double[30];
    double at = -92;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = at;
      at += i < 9 || i >= 19 ? 8 : 5;
    }
    return offsets;
  }

  private void encodings() {
    good("implicit-vr", base().transferSyntax(TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN));
    good("deflated", base().transferSyntax(TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN));
    good("rle-lossless", base().transferSyntax(TransferSyntax.RLE_LOSSLESS));
    good("jpeg-lossless", base().transferSyntax(TransferSyntax.JPEG_LOSSLESS_SV1));
    good("jpeg-2000-lossless", base().transferSyntax(TransferSyntax.JPEG_2000_LOSSLESS));
  }

  private void refusedGeometries() {
    kits.add(new Kit("slice-missing", base().withoutSlices(11), Optional.of(INCOMPLETE)));
    refused(
        "gantry-tilt", RefusalCode.GANTRY_TILT, base().orientation(StackOrientation.tilted(12)));
    refused(
        "sagittal-slices", RefusalCode.NOT_AXIAL, base().orientation(StackOrientation.sagittal()));
    refused(
        "oblique-12-degrees",
        RefusalCode.NOT_AXIAL,
        base().orientation(StackOrientation.oblique(12, 0)));
    refused("slices-twice", RefusalCode.DUPLICATE_POSITIONS, Phantom.tiny().duplicateSlices(2, 6));
    refused("one-slice", RefusalCode.SINGLE_SLICE, Phantom.tiny().evenSlices(1, 8));
    refused(
        "orientations-mixed",
        RefusalCode.MIXED_ORIENTATIONS,
        Phantom.tiny()
            .editSlices(
                (slice, d) -> {
                  if (slice > 6) {
                    d.decimals(0x00200037, -1, 0, 0, 0, -1, 0);
                  }
                }));
    String other = new PhantomUids(9).frameOfReference();
    refused(
        "frames-mixed",
        RefusalCode.MIXED_FRAMES_OF_REFERENCE,
        Phantom.tiny()
            .editSlices(
                (slice, d) -> {
                  if (slice == 5) {
                    d.text(0x00200052, "UI", other);
                  }
                }));
  }

  private void refusedFiles() {
    refused(
        "patients-mixed",
        RefusalCode.MIXED_PATIENTS,
        Phantom.tiny()
            .editSlices(
                (slice, d) -> {
                  if (slice > 4) {
                    d.text(0x00100020, "LO", "KIT-OTHER").text(0x00100010, "PN", "Other^Kit");
                  }
                }));
    refused(
        "intercept-lost",
        RefusalCode.NOT_HOUNSFIELD,
        base().editSlices((slice, d) -> d.decimals(0x00281052, 0)));
    refused(
        "position-lost",
        RefusalCode.NO_POSITION,
        Phantom.tiny().editSlices((slice, d) -> d.remove(0x00200032).remove(0x00200037)));
    refused(
        "pixels-short",
        RefusalCode.TRUNCATED,
        Phantom.tiny().editSlices((slice, d) -> d.bytes(0x7FE00010, "OW", new byte[64])));
    refused(
        "jpeg-ls",
        RefusalCode.UNSUPPORTED_TRANSFER_SYNTAX,
        Phantom.tiny().transferSyntax(TransferSyntax.JPEG_LS_LOSSLESS));
    refused(
        "magnetic-resonance",
        RefusalCode.NOT_CT,
        Phantom.tiny()
            .editSlices(
                (slice, d) ->
                    d.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
                        .text(0x00080060, "CS", "MR")));
  }
}
