package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.convert.ConversionRefusal;
import org.contourflow.rtstruct.convert.MaskFiles;
import org.contourflow.rtstruct.read.RasterizedRoi;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.SeriesAssembly;
import org.contourflow.structure.NameVariants;
import org.contourflow.structure.NearestNames;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.LossyReferenceException;
import org.contourflow.train.data.NiftiCases;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Contoured patients as clinics have them: a folder a case, with the files of one CT series and one
 * RTSTRUCT anywhere below it. ROIs are taken by their TG-263 name, letter case, blanks and
 * underscores ignored, by {@code names.txt} beside the cases (lines of a ROI's name without blanks,
 * and the TG-263 name), or by a variant that is known to mean the name where no ROI has it.
 *
 * <p>The case's id is its folder's name: give folders names that are no patient's.
 */
final class DicomCases implements CaseSource {
  private final Path folder;
  private final List<String> structures;
  private final Map<String, String> names;
  private final boolean refuseLossy;
  private final Set<String> losses = new LinkedHashSet<>();
  private final Set<String> leftOut = new LinkedHashSet<>();

  /** The cases of a data folder of either kind. */
  static CaseSource open(Path data) throws IOException {
    return open(data, LabelScheme.openKbp().structureNames());
  }

  /**
   * The same.
   *
   * @param structures TG-263 names by which ROIs are taken
   */
  static CaseSource open(Path data, List<String> structures) throws IOException {
    return open(data, structures, false);
  }

  /**
   * The same.
   *
   * @param refuseLossy whether a reference that is not all that was drawn refuses its case
   */
  static CaseSource open(Path data, List<String> structures, boolean refuseLossy)
      throws IOException {
    return NiftiCases.isOne(data)
        ? NiftiCases.open(data)
        : new DicomCases(data, structures, refuseLossy);
  }

  private DicomCases(Path folder, List<String> structures, boolean refuseLossy) throws IOException {
    this.folder = folder;
    this.refuseLossy = refuseLossy;
    this.structures = List.copyOf(structures);
    Path file = folder.resolve("names.txt");
    try {
      names = Files.exists(file) ? MaskFiles.readNames(file) : Map.of();
    } catch (ConversionRefusal e) {
      throw new IOException(e.getMessage(), e);
    }
    if (ids().isEmpty()) {
      throw new IOException(
          folder + " has neither cases.csv nor a folder a case with a CT and an RTSTRUCT");
    }
  }

  @Override
  public List<String> ids() {
    try (Stream<Path> below = Files.list(folder)) {
      return below
          .filter(Files::isDirectory)
          .map(p -> p.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public LabelledCase read(String id) throws IOException {
    List<Path> images = new ArrayList<>();
    List<Path> structureSets = new ArrayList<>();
    for (Path file : files(id)) {
      (isStructureSet(file) ? structureSets : images).add(file);
    }
    if (structureSets.size() != 1) {
      throw new IOException(
          id + ": " + structureSets.size() + " RTSTRUCT files; leave exactly one in its folder");
    }
    ReadStructureSet structures = StructureSetReader.read(structureSets.get(0));
    CtSeries series = series(id, images, structures);
    CtVolume ct = series.readVolume();
    Set<String> unusable = new LinkedHashSet<>();
    Map<String, BinaryMask> contours = contours(id, structures, series, unusable);
    return new LabelledCase(id, ct, contours, unusable, 0, ct.grid().slices() - 1);
  }

  private List<Path> files(String id) throws IOException {
    try (Stream<Path> tree = Files.walk(folder.resolve(id))) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static boolean isStructureSet(Path file) {
    try {
      return DicomFiles.readHeader(file)
          .dataset()
          .text(DicomTag.SOPClassUID)
          .equals(DicomUid.RT_STRUCTURE_SET_STORAGE);
    } catch (IOException e) {
      return false; // The series assembler says what is wrong with it.
    }
  }

  /** The series the structure set refers to; the only one if it refers to none. */
  private static CtSeries series(String id, List<Path> images, ReadStructureSet structures)
      throws IOException {
    SeriesAssembly assembly = new CtSeriesAssembler().assemble(images);
    List<CtSeries> wanted =
        assembly.accepted().stream()
            .filter(
                s ->
                    structures.referencedSeriesUids().isEmpty()
                        || structures.referencedSeriesUids().contains(s.seriesInstanceUid()))
            .toList();
    if (wanted.size() == 1) {
      return wanted.get(0);
    }
    String reasons =
        Stream.concat(
                assembly.refused().stream().map(r -> r.reason() + " (" + r.whatToDo() + ")"),
                assembly.incomplete().stream().map(i -> i.whatIsMissing().describe()))
            .distinct()
            .collect(Collectors.joining("; "));
    throw new IOException(
        id
            + ": "
            + wanted.size()
            + " complete CT series that the RTSTRUCT refers to; exactly one is needed"
            + (reasons.isEmpty() ? "" : ": " + reasons));
  }

  /**
   * The masks by structure.
   *
   * @param unusable gets those that were drawn and of which no mask can be made as it was drawn
   */
  private Map<String, BinaryMask> contours(
      String id, ReadStructureSet structures, CtSeries series, Set<String> unusable)
      throws IOException {
    StructureSetRasterizer rasterizer = new StructureSetRasterizer(series.grid());
    Map<String, BinaryMask> contours = new LinkedHashMap<>();
    List<String> lost = new ArrayList<>();
    Set<String> elsewhere = new LinkedHashSet<>();
    Map<ReadRoi, String> organs = organs(structures.rois());
    for (ReadRoi roi : structures.rois()) {
      Optional<String> name = Optional.ofNullable(organs.get(roi));
      boolean foreign =
          !roi.frameOfReferenceUid().isEmpty()
              && !roi.frameOfReferenceUid().equals(series.frameOfReferenceUid());
      if (name.isEmpty() || foreign) {
        leftOut.add(
            id + " " + roi.name() + (foreign ? " (in another frame of reference)" : hint(roi)));
        name.ifPresent(elsewhere::add);
        continue;
      }
      RasterizedRoi read = rasterizer.rasterize(roi);
      read.losses().forEach(loss -> lost.add(id + " " + name.get() + ": " + loss));
      if (read.isLost()) {
        lost.add(id + " " + name.get() + ": its contours give no voxel");
      }
      if (!read.isUsable()) {
        lost.add(id + " " + name.get() + ": it is no reference, as not all of it can be used");
        unusable.add(name.get());
      } else if (!read.mask().isEmpty() && contours.put(name.get(), read.mask()) != null) {
        throw new IOException(
            id + ": two ROIs are " + name.get() + "; name the right one in names.txt");
      }
    }
    contours.keySet().removeAll(unusable);
    elsewhere.stream().filter(name -> !contours.containsKey(name)).forEach(unusable::add);
    losses.addAll(lost);
    if (refuseLossy && !lost.isEmpty()) {
      throw new LossyReferenceException(lost);
    }
    return contours;
  }

  /** What a name that is left out may have meant. */
  private String hint(ReadRoi roi) {
    List<String> near = NearestNames.of(roi.name(), structures, 1);
    return near.isEmpty() ? "" : " (if it is " + near.get(0) + ", say so in names.txt)";
  }

  /** What each ROI is: by its name or by names.txt first; by a known variant what is left then. */
  private Map<ReadRoi, String> organs(List<ReadRoi> rois) {
    Map<ReadRoi, String> organs = new IdentityHashMap<>();
    rois.forEach(roi -> organ(roi.name()).ifPresent(name -> organs.put(roi, name)));
    Set<String> taken = Set.copyOf(organs.values());
    for (ReadRoi roi : rois) {
      if (!organs.containsKey(roi) && mapped(roi.name()) == null) {
        variant(roi.name())
            .filter(name -> !taken.contains(name))
            .ifPresent(name -> organs.put(roi, name));
      }
    }
    return organs;
  }

  private String mapped(String roiName) {
    return names.getOrDefault(roiName.replace(' ', '_'), names.get(roiName));
  }

  private Optional<String> organ(String roiName) {
    String mapped = mapped(roiName);
    String wanted = plain(mapped == null ? roiName : mapped);
    return structures.stream().filter(known -> plain(known).equals(wanted)).findFirst();
  }

  private Optional<String> variant(String roiName) {
    return NameVariants.tg263(roiName)
        .flatMap(
            name ->
                structures.stream()
                    .filter(known -> NameVariants.tg263(known).equals(Optional.of(name)))
                    .findFirst());
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[ _]", "");
  }

  @Override
  public List<String> readingLosses() {
    return List.copyOf(losses);
  }

  @Override
  public List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  @Override
  public String fingerprint(String id) throws IOException {
    StringBuilder text = new StringBuilder(names.toString());
    // What is cached was read as one reads when losses are only told.
    text.append(refuseLossy ? " without loss" : "");
    long sizes = 0;
    long newest = 0;
    int count = 0;
    for (Path file : files(id)) {
      sizes += Files.size(file);
      newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
      count++;
    }
    return text.append(' ')
        .append(count)
        .append(' ')
        .append(sizes)
        .append('@')
        .append(newest)
        .toString();
  }
}
