package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.contourflow.commission.InjectedFaults;
import org.contourflow.commission.SheetLine;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomTruth;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/** A chest whose right contours are known, for errors to be put into. */
final class CommissionFaults {
  private static final List<String> NAMES =
      List.of("External", "Lung_L", "Lung_R", "Heart", "SpinalCord");

  private CommissionFaults() {}

  static List<SheetLine> lines(Path folder) throws IOException {
    Phantom phantom =
        Phantom.small()
            .matrix(128, 128)
            .spacingMm(3.25, 3.25)
            .evenSlices(48, 4)
            .subSamples(1)
            .seed(17_901)
            .build();
    PhantomTruth truth = phantom.writeTo(Files.createDirectories(folder)).truth();
    VoxelGrid grid = CommissionReadBack.ct(folder).grid();
    Map<String, BinaryMask> masks = new TreeMap<>();
    NAMES.forEach(name -> masks.put(name, BinaryMask.wrap(grid, truth.mask(name))));
    return InjectedFaults.lines(CtVolume.wrap(grid, phantom.hu()), masks);
  }
}
