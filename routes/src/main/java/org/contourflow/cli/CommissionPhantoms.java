package org.contourflow.cli;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.StackOrientation;
import org.contourflow.testdata.TransferSyntax;

/** The phantoms of the commissioning kit. Each has UIDs of its own, the same in every run. */
final class CommissionPhantoms {
  private static final long SEED = 17_000;

  private CommissionPhantoms() {}

  /**
   * One phantom.
   *
   * @param id its name in the sheet and its folder's
   * @param isContoured whether it must be contoured; else it must be refused, and make no case
   */
  record Kit(String id, PhantomBuilder builder, boolean isContoured) {}

  static List<Kit> all() {
    List<Kit> kits = new ArrayList<>();
    for (PatientPosition position : PatientPosition.values()) {
      kits.add(
          new Kit(
              "position-" + position,
              base().position(position).orientation(position.gantryOrientation()),
              true));
    }
    kits.add(new Kit("rows-flipped", base().orientation(StackOrientation.rowFlippedAxial()), true));
    kits.add(new Kit("pixels-not-square", base().matrix(80, 104).spacingMm(5.2, 4), true));
    kits.add(new Kit("slices-4-mm", base().evenSlices(48, 4), true));
    kits.add(
        new Kit(
            "implicit-vr", base().transferSyntax(TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN), true));
    kits.add(new Kit("instances-descend", base().instanceNumbersDescend(), true));
    kits.add(new Kit("slice-missing", base().withoutSlices(11), false));
    kits.add(new Kit("gantry-tilt", base().orientation(StackOrientation.tilted(12)), false));
    kits.add(new Kit("sagittal-slices", base().orientation(StackOrientation.sagittal()), false));
    List<Kit> seeded = new ArrayList<>();
    for (int i = 0; i < kits.size(); i++) {
      Kit kit = kits.get(i);
      seeded.add(new Kit(kit.id(), kit.builder().seed(SEED + i), kit.isContoured()));
    }
    return seeded;
  }

  private static PhantomBuilder base() {
    return Phantom.small().noiseHu(10);
  }
}
