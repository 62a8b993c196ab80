package org.contourflow.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiImage;
import org.contourflow.volume.io.NiftiReader;

/**
 * A folder of {@code ct/ID.nii.gz} and {@code seg/ID.nii.gz} (a bit an organ, bit 0 the brainstem,
 * in the order of {@link Organs}), with {@code cases.csv} saying by {@code slab_z0} and {@code
 * slab_z1} which slices may be used.
 */
public final class NiftiCases implements CaseSource {
  private final Path folder;
  private final Map<String, int[]> slabs;

  /** Opens a folder; reads only {@code cases.csv}. */
  public NiftiCases(Path folder) throws IOException {
    this.folder = folder;
    this.slabs = readSlabs(list(folder));
  }

  /** Whether a folder is one of these. */
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(list(folder));
  }

  private static Path list(Path folder) {
    return folder.resolve("cases.csv");
  }

  private static Map<String, int[]> readSlabs(Path csv) throws IOException {
    Map<String, int[]> slabs = new HashMap<>();
    List<String> lines = Files.readAllLines(csv);
    List<String> head = lines.isEmpty() ? List.of("") : List.of(lines.get(0).split(","));
    int first = head.indexOf("slab_z0");
    int last = head.indexOf("slab_z1");
    if (first < 0 || last < 0 || !head.get(0).equals("case")) {
      throw new IOException(csv + " needs the columns case, slab_z0 and slab_z1");
    }
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      slabs.put(
          cells[0], new int[] {Integer.parseInt(cells[first]), Integer.parseInt(cells[last])});
    }
    return slabs;
  }

  @Override
  public List<String> ids() {
    List<String> ids = new ArrayList<>(slabs.keySet());
    ids.sort(null);
    return ids;
  }

  @Override
  public LabelledCase read(String id) throws IOException {
    CtVolume ct = NiftiReader.read(ct(id)).toCt();
    NiftiImage seg = NiftiReader.read(seg(id));
    if (!seg.grid().matches(ct.grid(), 0.1)) {
      throw new IOException(id + ": CT and segmentation are not on the same grid");
    }
    Map<String, BinaryMask> contours = new LinkedHashMap<>();
    for (int organ = 1; organ < Organs.CLASSES; organ++) {
      BinaryMask mask = seg.maskOfBit(organ - 1);
      if (!mask.isEmpty()) {
        contours.put(Organs.NAMES.get(organ), mask);
      }
    }
    int[] slab = slabs.get(id);
    return new LabelledCase(id, ct, contours, slab[0], slab[1]);
  }

  @Override
  public String fingerprint(String id) throws IOException {
    int[] slab = slabs.get(id);
    return slab[0] + " " + slab[1] + " " + stamp(ct(id)) + " " + stamp(seg(id));
  }

  private static String stamp(Path file) throws IOException {
    return Files.size(file) + "@" + Files.getLastModifiedTime(file).toMillis();
  }

  private Path ct(String id) {
    return folder.resolve("ct").resolve(id + ".nii.gz");
  }

  private Path seg(String id) {
    return folder.resolve("seg").resolve(id + ".nii.gz");
  }
}
