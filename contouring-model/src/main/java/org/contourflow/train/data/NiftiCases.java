package org.contourflow.train.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
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
import org.contourflow.yaml.YamlText;

/**
 * A folder of {@code ct/ID.nii.gz} and masks {@code seg/ID.nii.gz} (a bit a structure, in the order
 * of {@link LabelScheme#openKbp}), with {@code cases.csv} saying by {@code slab_z0} and {@code
 * slab_z1} which slices may be used. Where masks lie elsewhere or their bits mean something else, a
 * YAML file says so: {@code data} (the folder), {@code masks} (its sub-folder of masks), {@code
 * bits} (TG-263 names, {@code "-"} for a bit that is not used) and, where masks lie a part of a
 * voxel beside their CT, {@code beside} (rows, columns: the place of a voxel's label is so many
 * voxels beyond its centre; the CT is then read there).
 */
public final class NiftiCases implements CaseSource {
  private static final String UNUSED = "-";

  private final Path folder;
  private final String masks;
  private final List<String> bits;
  private final List<Double> beside;
  private final Map<String, int[]> slabs;

  /** Opens a folder; reads only {@code cases.csv}. */
  public NiftiCases(Path folder) throws IOException {
    this(folder, "seg", LabelScheme.openKbp().structureNames(), null);
  }

  private NiftiCases(Path folder, String masks, List<String> bits, List<Double> beside)
      throws IOException {
    this.folder = folder;
    this.masks = masks;
    this.bits = List.copyOf(bits);
    this.beside = beside;
    this.slabs = readSlabs(list(folder));
  }

  /** Whether a folder, or a YAML file that describes one, is one of these. */
  public static boolean isOne(Path data) {
    return isDescription(data) || Files.isRegularFile(list(data));
  }

  private static boolean isDescription(Path data) {
    return Files.isRegularFile(data) && data.getFileName().toString().endsWith(".yaml");
  }

  /**
   * Opens a folder, or what a YAML file describes.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  public static NiftiCases open(Path data) throws IOException {
    if (!isDescription(data)) {
      return new NiftiCases(data);
    }
    ObjectMapper mapper =
        new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    try {
      String text = Files.readString(data);
      YamlText.require(text, data.getFileName() + "");
      Description d = mapper.readValue(text, Description.class);
      if (d == null || d.data() == null || d.masks() == null || d.bits() == null) {
        throw new IOException(data.getFileName() + " needs the keys data, masks and bits");
      }
      if (d.beside() != null && !isWithinAVoxel(d.beside())) {
        throw new IOException(
            data.getFileName() + ": beside is two numbers, rows and columns, each from -1 to 1");
      }
      Path folder = data.toAbsolutePath().resolveSibling(d.data());
      return new NiftiCases(folder, d.masks(), d.bits(), d.beside());
    } catch (UnrecognizedPropertyException e) {
      throw new IOException(
          data.getFileName()
              + ": unknown key '"
              + e.getPropertyName()
              + "'; the keys are "
              + e.getKnownPropertyIds(),
          e);
    } catch (JacksonException e) {
      throw new IOException(data.getFileName() + ": " + YamlText.told(e), e);
    }
  }

  /** The folder of the cases: the folder itself, or the one that a YAML file describes. */
  public static Path folderOf(Path data) throws IOException {
    return isDescription(data) ? open(data).folder : data;
  }

  private static boolean isWithinAVoxel(List<Double> beside) {
    return beside.size() == 2 && beside.stream().allMatch(v -> v != null && Math.abs(v) <= 1);
  }

  private record Description(String data, String masks, List<String> bits, List<Double> beside) {}

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
    CtVolume own = NiftiReader.readCt(ct(id));
    CtVolume ct = beside == null ? own : MovedCt.read(own, beside.get(0), beside.get(1));
    NiftiImage seg = NiftiReader.read(seg(id));
    if (seg.isPlacedTwice()) {
      throw new IOException(id + ", the segmentation: " + seg.placementConflict());
    }
    if (!seg.grid().matches(ct.grid(), 0.1)) {
      throw new IOException(id + ": CT and segmentation are not on the same grid");
    }
    Map<String, BinaryMask> contours = new LinkedHashMap<>();
    for (int bit = 0; bit < bits.size(); bit++) {
      BinaryMask mask = seg.maskOfBit(bit);
      if (!mask.isEmpty() && !bits.get(bit).equals(UNUSED)) {
        contours.put(bits.get(bit), mask);
      }
    }
    int[] slab = slabs.get(id);
    return new LabelledCase(id, ct, contours, slab[0], slab[1]);
  }

  @Override
  public String fingerprint(String id) throws IOException {
    int[] slab = slabs.get(id);
    String files =
        slab[0] + " " + slab[1] + " " + stamp(ct(id)) + " " + stamp(seg(id)) + " " + masks + bits;
    return beside == null ? files : files + " beside " + beside;
  }

  private static String stamp(Path file) throws IOException {
    return Files.size(file) + "@" + Files.getLastModifiedTime(file).toMillis();
  }

  private Path ct(String id) {
    return folder.resolve("ct").resolve(id + ".nii.gz");
  }

  private Path seg(String id) {
    return folder.resolve(masks).resolve(id + ".nii.gz");
  }
}
