package org.contourflow.train.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Training cases on disk as they were cut, coded and resampled, so that a run is taken up without
 * reading full CTs again. A file counts only if it was made from the same files for the same grid,
 * and if its check sum is right; else it is made anew.
 */
public final class CaseCache {
  private static final int VERSION = 4;

  private final Path folder;
  private final CaseSource source;
  private final LabelScheme scheme;
  private final double[] spacingMm;
  private final CaseReader reader;
  private final List<String> held;

  /**
   * @param folder where the files go; may be deleted at any time
   */
  public CaseCache(Path folder, CaseSource source, LabelScheme scheme, double[] spacingMm)
      throws IOException {
    this(folder, source, scheme, spacingMm, Set.of());
  }

  /**
   * As {@link #CaseCache(Path, CaseSource, LabelScheme, double[])}.
   *
   * @param held classes of which the contours are not taken (see {@link CaseReader})
   */
  public CaseCache(
      Path folder, CaseSource source, LabelScheme scheme, double[] spacingMm, Set<Integer> held)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.source = source;
    this.scheme = scheme;
    this.spacingMm = spacingMm.clone();
    this.reader = new CaseReader(source, scheme, spacingMm, held);
    this.held = held.stream().sorted().map(scheme.names()::get).toList();
  }

  /** From disk if it is there and in date, else from the source. */
  public TrainingCase read(String id) throws IOException {
    Path file = folder.resolve(id.replaceAll("[^A-Za-z0-9_.-]", "_") + ".case");
    String made =
        String.join(" ", String.valueOf(VERSION), Arrays.toString(spacingMm), scheme.describe())
            + " "
            + source.fingerprint(id)
            + (held.isEmpty() ? "" : " held " + held);
    Optional<TrainingCase> stored = Files.exists(file) ? load(file, id, made) : Optional.empty();
    if (stored.isPresent()) {
      return stored.get();
    }
    TrainingCase fresh = reader.read(id);
    store(file, fresh, made);
    return fresh;
  }

  private Optional<TrainingCase> load(Path file, String id, String made) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (!in.readUTF().equals(made) || !in.readUTF().equals(id)) {
        return Optional.empty();
      }
      int[] n = {in.readInt(), in.readInt(), in.readInt()};
      double[] mm = {in.readDouble(), in.readDouble(), in.readDouble()};
      boolean[] missing = new boolean[scheme.classes()];
      for (int k = 0; k < missing.length; k++) {
        missing[k] = in.readBoolean();
      }
      byte[] hu = in.readNBytes(2 * n[0] * n[1] * n[2]);
      byte[] codes = in.readNBytes(n[0] * n[1] * n[2]);
      if (in.readLong() != sum(hu, codes)) {
        return Optional.empty();
      }
      short[] values = new short[codes.length];
      ByteBuffer.wrap(hu).asShortBuffer().get(values);
      return Optional.of(
          new TrainingCase(id, n[0], n[1], n[2], mm[0], mm[1], mm[2], values, codes, missing));
    } catch (IOException e) {
      return Optional.empty(); // A cut or foreign file: made anew.
    }
  }

  private static void store(Path file, TrainingCase from, String made) throws IOException {
    byte[] hu = new byte[2 * from.hu().length];
    ByteBuffer.wrap(hu).asShortBuffer().put(from.hu());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
      out.writeUTF(made);
      out.writeUTF(from.id());
      out.writeInt(from.slices());
      out.writeInt(from.rows());
      out.writeInt(from.columns());
      out.writeDouble(from.sliceSpacingMm());
      out.writeDouble(from.rowSpacingMm());
      out.writeDouble(from.columnSpacingMm());
      for (boolean missing : from.missing()) {
        out.writeBoolean(missing);
      }
      out.write(hu);
      out.write(from.codes());
      out.writeLong(sum(hu, from.codes()));
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static long sum(byte[] hu, byte[] codes) {
    CRC32 crc = new CRC32();
    crc.update(hu);
    crc.update(codes);
    return crc.getValue();
  }
}
