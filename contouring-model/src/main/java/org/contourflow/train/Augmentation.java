package org.contourflow.train;

import java.util.SplittableRandom;
import org.contourflow.train.WindowSampler.Placement;
import org.contourflow.train.WindowSampler.Window;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.TrainingCase;

/**
 * Random views of a patient, so that a network trained on cleaned 4 mm volumes stands clinical CTs:
 * rotation, scale, shift, elastic deformation, mirroring with left and right relabelled, HU gain
 * and offset, noise, thick slices, a couch or head rest in the air, a narrow field of view, blanked
 * slices.
 *
 * <p>All randomness comes from the generator handed in: the same generator, the same window.
 */
final class Augmentation {
  private final WindowShape shape;
  private final double[] spacingMm;
  private final WindowSampler sampler;
  private final Streaks streaks;
  private final LabelScheme scheme;
  private final boolean organCentred;
  private final double strength;
  private final double elasticMm;

  /** Of the windows of a case that has one of {@link #aims} so many are drawn so as to show it. */
  private static final double AIMED = 0.8;

  private int[] aims = {};

  /**
   * @param strength 1: in full; below 1: angles, scales and the chances of damage are that share of
   *     it, for the last part of a run, when the network should settle on real anatomy
   * @param elasticMm largest deviation of an elastic deformation's control points; 0: none
   */
  Augmentation(
      WindowShape shape,
      double[] spacingMm,
      LabelScheme scheme,
      boolean organCentred,
      double strength,
      double elasticMm) {
    this.strength = strength;
    this.elasticMm = elasticMm;
    this.shape = shape;
    this.scheme = scheme;
    this.spacingMm = spacingMm.clone();
    this.sampler = new WindowSampler(shape, spacingMm);
    this.streaks = new Streaks(shape, spacingMm, scheme);
    this.organCentred = organCentred;
  }

  /**
   * Draws most windows so that they show one of these classes, where a case has them. What lies at
   * a scan's upper end, as eyes do in a planning CT, is in few of the windows that are drawn
   * anywhere: in one of eight steps, with two patients of five who have them.
   */
  Augmentation aimedAt(int[] classes) {
    aims = classes.clone();
    return this;
  }

  /** A window and which classes are missing in it (sides exchanged if it is mirrored). */
  record View(Window window, boolean[] missing) {}

  /** Draws one view. */
  View draw(TrainingCase from, SplittableRandom random) {
    boolean mirrored = random.nextBoolean();
    double[] centre = organCentred ? atOrgan(from, random) : anywhere(from, random);
    double[] matrix = matrix(random, mirrored);
    Window window = sampler.sample(from, new Placement(centre, matrix, elastic(random)));
    boolean[] missing = from.missing().clone();
    if (mirrored) {
      relabel(window.codes(), scheme);
      for (int k = 0; k < missing.length; k++) {
        missing[k] = from.missing()[scheme.mirrored(k)];
      }
    }
    if (random.nextDouble() < 0.2 * strength) {
      addObjects(window, random);
    }
    intensity(window.hu(), random);
    if (random.nextDouble() < 0.15 * strength) {
      thickSlices(window.hu(), random);
    }
    if (random.nextDouble() < 0.1 * strength) {
      narrowFieldOfView(window, random);
    }
    if (random.nextDouble() < 0.1 * strength) {
      blankEnd(window, random);
    }
    if (random.nextDouble() < 0.2 * strength) {
      streaks.draw(window, random);
    }
    return new View(window, missing);
  }

  /** Four windows of five are deformed, each by a strength of its own; null: not this one. */
  private ElasticField elastic(SplittableRandom random) {
    if (elasticMm == 0 || random.nextDouble() < 0.2) {
      return null;
    }
    return new ElasticField(shape, spacingMm, elasticMm * random.nextDouble(), random);
  }

  static void relabel(byte[] codes, LabelScheme scheme) {
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) scheme.mirrored(codes[i] & 0xFF);
    }
  }

  private double[] anywhere(TrainingCase from, SplittableRandom random) {
    double half = shape.slices() * spacingMm[0] / 2;
    double length = from.lengthMm();
    double low = Math.min(half, length - half) - 20;
    double high = Math.max(half, length - half) + 20;
    double height = from.rows() * from.rowSpacingMm();
    double width = from.columns() * from.columnSpacingMm();
    boolean far = random.nextDouble() < 0.2;
    double z = low + random.nextDouble() * (high - low);
    if (aims.length > 0 && random.nextDouble() < AIMED) {
      int voxel = voxelOf(from, aims[random.nextInt(aims.length)], random);
      double at = (voxel / (from.rows() * from.columns()) + 0.5) * from.sliceSpacingMm();
      z = voxel < 0 ? z : Math.max(low, Math.min(high, at + gaussian(random, 20)));
    }
    double y = far ? height * (0.2 + 0.6 * random.nextDouble()) : height / 2 + gaussian(random, 18);
    double x = far ? width * (0.2 + 0.6 * random.nextDouble()) : width / 2 + gaussian(random, 18);
    return new double[] {z, y, x};
  }

  private double[] atOrgan(TrainingCase from, SplittableRandom random) {
    int organ = 1 + random.nextInt(scheme.classes() - 1);
    int found = voxelOf(from, organ, random);
    int chosen = found < 0 ? random.nextInt(from.codes().length) : found;
    int plane = from.rows() * from.columns();
    return new double[] {
      (chosen / plane + 0.5) * from.sliceSpacingMm() + gaussian(random, 10),
      (chosen % plane / from.columns() + 0.5) * from.rowSpacingMm() + gaussian(random, 10),
      (chosen % from.columns() + 0.5) * from.columnSpacingMm() + gaussian(random, 10)
    };
  }

  /** Some voxel of a class; negative: there is none. */
  private static int voxelOf(TrainingCase from, int organ, SplittableRandom random) {
    int start = random.nextInt(from.codes().length);
    for (int i = 0; from.has(organ) && i < from.codes().length; i++) {
      int at = (start + i) % from.codes().length;
      if (from.codes()[at] == organ) {
        return at;
      }
    }
    return -1;
  }

  static double gaussian(SplittableRandom random, double sigma) {
    double u = 1 - random.nextDouble();
    return sigma * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private double[] matrix(SplittableRandom random, boolean mirrored) {
    double scale = Math.exp((random.nextDouble() - 0.5) * 0.4 * strength);
    double[] m = new double[9];
    for (int i = 0; i < 3; i++) {
      m[4 * i] = scale * (1 + 0.1 * strength * (random.nextDouble() - 0.5));
    }
    if (mirrored) {
      m[8] = -m[8];
    }
    if (random.nextDouble() < 0.7) {
      m = times(rotation(0, 1, radians(random, 12)), m); // nodding
      m = times(rotation(1, 2, radians(random, 10)), m); // turning the head
      m = times(rotation(0, 2, radians(random, 8)), m); // leaning
    }
    return m;
  }

  private double radians(SplittableRandom random, double degrees) {
    return Math.toRadians((2 * random.nextDouble() - 1) * degrees * strength);
  }

  private static double[] rotation(int i, int j, double angle) {
    double[] m = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    m[4 * i] = Math.cos(angle);
    m[4 * j] = Math.cos(angle);
    m[3 * i + j] = -Math.sin(angle);
    m[3 * j + i] = Math.sin(angle);
    return m;
  }

  private static double[] times(double[] a, double[] b) {
    double[] c = new double[9];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          c[3 * i + j] += a[3 * i + k] * b[3 * k + j];
        }
      }
    }
    return c;
  }

  private static void intensity(float[] hu, SplittableRandom random) {
    float gain = (float) (1 + gaussian(random, 0.03));
    float offset = (float) gaussian(random, 12);
    double sigma = random.nextDouble() < 0.5 ? 60 * Math.pow(random.nextDouble(), 2) : 0;
    for (int i = 0; i < hu.length; i++) {
      double noise = 0;
      if (sigma > 0) {
        // Sum of three uniforms: near enough to a normal, and cheap.
        noise = 2 * sigma * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
      }
      hu[i] = (float) ((hu[i] + 1000) * gain - 1000 + offset + noise);
    }
  }

  /** Replaces runs of 2 or 3 slices by their mean, as thick slices interpolated would look. */
  private void thickSlices(float[] hu, SplittableRandom random) {
    int run = 2 + random.nextInt(2);
    int plane = shape.rows() * shape.columns();
    for (int s = 0; s + run <= shape.slices(); s += run) {
      for (int i = 0; i < plane; i++) {
        float sum = 0;
        for (int k = 0; k < run; k++) {
          sum += hu[(s + k) * plane + i];
        }
        for (int k = 0; k < run; k++) {
          hu[(s + k) * plane + i] = sum / run;
        }
      }
    }
  }

  /** A couch board behind the body and up to three bars in the air: never over tissue. */
  private void addObjects(Window window, SplittableRandom random) {
    int board = shape.rows() - 1 - random.nextInt(shape.rows() / 3);
    paint(window, board, board + 1 + random.nextInt(3), 0, shape.columns(), random);
    for (int n = random.nextInt(4); n > 0; n--) {
      int row = random.nextInt(shape.rows());
      int column = random.nextInt(shape.columns());
      paint(
          window, row, row + 1 + random.nextInt(8), column, column + 1 + random.nextInt(8), random);
    }
  }

  private void paint(Window window, int r0, int r1, int c0, int c1, SplittableRandom random) {
    float value = -300 + random.nextInt(900);
    for (int s = 0; s < shape.slices(); s++) {
      for (int r = r0; r < Math.min(r1, shape.rows()); r++) {
        for (int c = c0; c < Math.min(c1, shape.columns()); c++) {
          int i = (s * shape.rows() + r) * shape.columns() + c;
          if (window.hu()[i] < -800 && window.codes()[i] != (byte) LabelScheme.IGNORED) {
            window.hu()[i] = value;
          }
        }
      }
    }
  }

  private void narrowFieldOfView(Window window, SplittableRandom random) {
    double radius = (0.35 + 0.2 * random.nextDouble()) * shape.columns() * spacingMm[2];
    double centreRow = (shape.rows() - 1) / 2.0 + gaussian(random, 3);
    double centreColumn = (shape.columns() - 1) / 2.0 + gaussian(random, 3);
    for (int s = 0; s < shape.slices(); s++) {
      for (int r = 0; r < shape.rows(); r++) {
        for (int c = 0; c < shape.columns(); c++) {
          double y = (r - centreRow) * spacingMm[1];
          double x = (c - centreColumn) * spacingMm[2];
          if (y * y + x * x > radius * radius) {
            int i = (s * shape.rows() + r) * shape.columns() + c;
            WindowSampler.blank(window, i, i + 1);
          }
        }
      }
    }
  }

  private void blankEnd(Window window, SplittableRandom random) {
    int plane = shape.rows() * shape.columns();
    int slices = 1 + random.nextInt(shape.slices() / 2);
    if (random.nextBoolean()) {
      WindowSampler.blank(window, 0, slices * plane);
    } else {
      WindowSampler.blank(window, (shape.slices() - slices) * plane, shape.voxels());
    }
  }
}
