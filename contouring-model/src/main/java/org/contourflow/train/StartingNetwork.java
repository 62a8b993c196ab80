package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.contourflow.train.data.LabelScheme;

/**
 * What a refinement starts from and ends with: a released network (float16) as one that can be
 * trained (float32), with rows for new structures in its heads; and a trained one as it is
 * released.
 */
public final class StartingNetwork {
  /** The heads are the only weights whose first axis is the classes. */
  private static final List<String> HEADS = List.of("h0", "h1", "h2");

  /**
   * A new class starts as a share of the background, e to this: nothing that was found is taken
   * away, and everywhere in the background the new class is likely enough to be learnt. Random rows
   * beside trained ones give posteriors of 1 in 10,000, where the Dice part of the loss has no
   * gradient.
   */
  private static final float UNLIKELY = -2;

  private static final double NEW_WEIGHT = 0.05;

  private StartingNetwork() {}

  /**
   * Writes the network to train.
   *
   * @param from a trained network of {@code network.py}; the first classes of the scheme are its
   *     own
   * @param seed of the new rows
   * @throws IOException if the scheme has fewer classes than the network, or the network has
   *     another design than {@code unet3d} and is to get new classes
   */
  public static void write(Path from, LabelScheme scheme, long seed, Path to) throws IOException {
    ScriptArchive trained = ScriptArchive.read(from);
    int known = classes(trained, from);
    ScriptArchive script = ScriptArchive.template();
    boolean fits = script.names().equals(trained.names());
    if (known > scheme.classes() || !fits && known != scheme.classes()) {
      throw new IOException(
          from.getFileName()
              + " has "
              + (known - 1)
              + " structures, the label scheme "
              + (scheme.classes() - 1)
              + "; structures can only be added, and only to a network of the design unet3d");
    }
    Map<String, float[]> weights = new HashMap<>();
    Map<String, int[]> shapes = new HashMap<>();
    for (String name : trained.names()) {
      int[] shape = trained.shape(name);
      float[] values = trained.weight(name);
      if (HEADS.contains(name.substring(0, name.indexOf('.'))) && known < scheme.classes()) {
        values = widened(name, values, shape[0], scheme, seed);
        shape[0] = scheme.classes();
      }
      weights.put(name, values);
      shapes.put(name, shape);
    }
    if (fits) {
      script.write(to, false, weights, shapes, attributes(trained, scheme));
    } else {
      trained.write(to, false, weights, shapes, Map.of());
    }
  }

  /** Structures and background of a network. */
  private static int classes(ScriptArchive network, Path file) throws IOException {
    if (!network.names().contains("h0.bias")) {
      throw new IOException(file.getFileName() + " is no network of train/network.py");
    }
    return network.shape("h0.bias")[0];
  }

  /**
   * Rows of new classes. Both sides of a new pair begin with the same row: else the one that is
   * learnt first takes the voxels of both, and the other, unlikely everywhere, has no gradient.
   */
  private static float[] widened(
      String name, float[] rows, int known, LabelScheme scheme, long seed) {
    int row = rows.length / known;
    float[] out = Arrays.copyOf(rows, scheme.classes() * row);
    SplittableRandom random = new SplittableRandom(seed + name.hashCode());
    for (int k = known; k < scheme.classes(); k++) {
      int partner = scheme.mirrored(k);
      if (partner >= known && partner < k) {
        System.arraycopy(out, partner * row, out, k * row, row);
        continue;
      }
      for (int i = 0; i < row; i++) {
        float other =
            name.endsWith("bias") ? UNLIKELY : (float) (NEW_WEIGHT * random.nextGaussian());
        out[k * row + i] = rows[i] + other;
      }
    }
    return out;
  }

  /** Of each instance normalisation how many channels it has; the scheme's open structures. */
  private static Map<String, Object> attributes(ScriptArchive trained, LabelScheme scheme) {
    Map<String, Object> out = new HashMap<>();
    for (String name : trained.names()) {
      if (name.endsWith(".gain")) {
        String unit = name.substring(0, name.length() - "gain".length());
        out.put(unit + "groups", trained.shape(name)[0]);
      }
    }
    out.put("opened", IntStream.of(scheme.open()).boxed().toList());
    return out;
  }

  /** Writes a trained network with weights in half precision, as a model has them. */
  public static void pack(Path trained, Path to) throws IOException {
    ScriptArchive network = ScriptArchive.read(trained);
    Map<String, float[]> weights = new HashMap<>();
    network.names().forEach(name -> weights.put(name, network.weight(name)));
    network.write(to, true, weights, Map.of(), Map.of());
  }

  /** How many structures a network tells apart, the background not counted. */
  public static int structures(Path network) throws IOException {
    return classes(ScriptArchive.read(network), network) - 1;
  }
}
