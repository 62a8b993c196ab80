package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contourflow.train.data.NotReleasedException;
import org.contourflow.train.data.ReleasedCases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training run, from its first step or from its last checkpoint: the same weights either way.
 *
 * <p>In the work folder: {@code checkpoint.bin} (resume), {@code best.pt} and {@code last.pt}
 * (averaged weights), {@code loss.csv}, {@code dice.csv}, {@code curve.png}. A file named {@code
 * STOP} put there ends the run after the present step, with a checkpoint; so does SIGTERM.
 */
public final class Trainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final int REPORT_EVERY = 20;

  private final TrainingConfig config;
  private final List<ReleasedCases> teachers;
  private final TrainingData data;
  private final TrainableNetwork network;
  private final ExecutorService ahead = Executors.newSingleThreadExecutor();
  private final Path checkpoint;
  private float[][] weights;
  private boolean[] trained;
  private float[][] average;
  private AdamW optimiser;
  private final Schedule schedule;
  private final TimeBudget budget;
  private long step;
  private double lossSum;
  private long since = System.nanoTime();
  private final BestDice best;

  /**
   * Asks whether the cases still may teach, reads them and the network, and takes up the checkpoint
   * of the work folder if there is one.
   *
   * @param cases what the gate released of the key {@code data}
   * @param more what it released of the key {@code more}, in its order
   * @throws NotReleasedException if a case, or one that taught the checkpoint, may not teach
   * @throws IOException if something cannot be read, or the convolutions of this engine are wrong
   */
  public Trainer(TrainingConfig config, ReleasedCases cases, List<ReleasedCases> more)
      throws IOException {
    this.teachers = new ArrayList<>(more);
    teachers.add(cases);
    this.config = config;
    budget = new TimeBudget(config.hours(), config.steps(), config.work(), System::nanoTime);
    Files.createDirectories(config.work());
    checkpoint = config.work().resolve("checkpoint.bin");
    ReleasedCases.enter(config.work(), Files.exists(checkpoint), teachers);
    TaughtHow.enter(config, Files.exists(checkpoint));
    TrainableNetwork.setThreads(config.threads());
    config.loss().requireIn(config.network());
    network = new TrainableNetwork(config.network(), config.device());
    data = new TrainingData(config, cases, more);
    best = new BestDice(config.patience());
    schedule = config.rates();
    LOG.info("{} training and {} validation cases", data.trainingSize(), data.validation().size());
    start();
    refuseWrongKernels();
  }

  private void start() throws IOException {
    weights = network.weights();
    List<String> names = network.names();
    trained = trained(names);
    boolean[] decayed = new boolean[names.size()];
    for (int i = 0; i < decayed.length; i++) {
      decayed[i] = trained[i] && names.get(i).endsWith("weight");
    }
    optimiser = new AdamW(weights, decayed, config.weightDecay(), config.largestGradientNorm());
    FreshRows.quicken(optimiser, names, weights, config);
    average = copy(weights);
    if (Files.exists(checkpoint)) {
      resume(Checkpoint.read(checkpoint));
    }
  }

  /** Which weights the key {@code layers} names; all if it names none. */
  private boolean[] trained(List<String> names) {
    boolean[] out = new boolean[names.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          config.layers().isEmpty() || config.layers().stream().anyMatch(names.get(i)::startsWith);
    }
    for (String layer : config.layers()) {
      if (names.stream().noneMatch(n -> n.startsWith(layer))) {
        throw new IllegalArgumentException(
            "training configuration: layers: no weight's name begins with "
                + layer
                + "; they are "
                + names);
      }
    }
    return out;
  }

  private void resume(Checkpoint from) throws IOException {
    step = from.step();
    weights = from.weights();
    average = from.average();
    for (int i = 0; i < weights.length; i++) {
      System.arraycopy(from.first()[i], 0, optimiser.first[i], 0, weights[i].length);
      System.arraycopy(from.second()[i], 0, optimiser.second[i], 0, weights[i].length);
    }
    network.setWeights(weights);
    budget.resume();
    best.resume(config.work().resolve("dice.csv"), step);
    LOG.info("resuming after step {}", step);
  }

  private void refuseWrongKernels() throws IOException {
    Batch first = data.batch(1);
    int edge = 2 * WindowShape.DIVISOR;
    WindowShape small = new WindowShape(edge, edge, edge);
    Batch probe = first.middle(small);
    List<String> findings = KernelCheck.findings(network, probe, config.loss());
    if (!findings.isEmpty()) {
      throw new IOException(
          "this engine computes wrong convolutions or normalisations for this network; use"
              + " channels_last_3d and widths of 16, 32, 64, 128: "
              + String.join("; ", findings));
    }
    LOG.info("kernel check: loss and all gradients agree with float64");
  }

  /**
   * Trains to the configured last step or as many as {@code hours} allow, or until a STOP file, the
   * end of the JVM, or {@code patience} validations without a new best.
   */
  public void run() throws IOException {
    try (StopSignal signal = new StopSignal()) {
      run(signal);
    }
  }

  private void run(StopSignal signal) throws IOException {
    LearningLog log = new LearningLog(config.work(), config.scheme(), step);
    Path stop = config.work().resolve("STOP");
    Future<Batch> next = prepare(step + 1);
    boolean stopped = false;
    boolean last = isFinished();
    since = System.nanoTime();
    while (!last && !best.endsTheRun()) {
      long start = System.nanoTime();
      Batch batch = await(next);
      next = prepare(step + 2);
      step++;
      train(batch, log);
      budget.step((System.nanoTime() - start) / 1e9);
      stopped = signal.isRequested() || Files.exists(stop);
      last = stopped || step >= budget.lastStep(step); // Once a step: time goes on while it saves.
      if (last || step % config.checkpointEvery() == 0) {
        writeCheckpoint();
      }
      if (!signal.isRequested() && (last || step % config.validateEvery() == 0)) {
        long validating = System.nanoTime();
        validate(log);
        since = System.nanoTime();
        budget.validation((since - validating) / 1e9);
      }
    }
    if (Files.deleteIfExists(stop) || stopped) {
      LOG.info("stopped as asked after step {}", step);
    } else if (best.endsTheRun()) {
      writeCheckpoint();
      LOG.info("stopped after step {}: {} validations brought no better", step, config.patience());
    } else {
      budget.end();
    }
  }

  /** Whether nothing is left to do: no further step, no more time, or no more patience. */
  public boolean isFinished() {
    return step >= budget.lastStep(step) || best.endsTheRun();
  }

  /** How many steps were done, in all. */
  public long steps() {
    return step;
  }

  private void writeCheckpoint() throws IOException {
    new Checkpoint(step, weights, average, optimiser.first, optimiser.second).write(checkpoint);
    budget.write();
  }

  private void train(Batch batch, LearningLog log) throws IOException {
    TrainableNetwork.LossAndGradients result =
        network.lossAndGradients(config.loss().method(), batch);
    for (int i = 0; i < trained.length; i++) {
      if (!trained[i]) {
        Arrays.fill(result.gradients()[i], 0); // Adam leaves a weight that never had a gradient.
      }
    }
    double norm = AdamW.norm(result.gradients());
    if (!Float.isFinite(result.loss()) || !Double.isFinite(norm)) {
      throw new IllegalStateException("step " + step + ": loss or gradient is not finite");
    }
    double rate = schedule.over(budget.lastStep(step)).rate(step);
    optimiser.update(weights, result.gradients(), norm, rate, step);
    network.setWeights(weights);
    moveAverage();
    lossSum += result.loss();
    if (step % REPORT_EVERY == 0) {
      double seconds = (System.nanoTime() - since) / 1e9 / REPORT_EVERY;
      log.loss(step, lossSum / REPORT_EVERY, rate, norm, seconds);
      report(lossSum / REPORT_EVERY, seconds);
      lossSum = 0;
      since = System.nanoTime();
    }
  }

  private Future<Batch> prepare(long of) {
    return ahead.submit(() -> data.batch(of));
  }

  private static Batch await(Future<Batch> batch) {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a batch could not be drawn", e.getCause());
    }
  }

  /** Moving average of the weights, quick at first so that early validations mean something. */
  private void moveAverage() {
    float keep = (float) Math.min(config.averaging(), (1.0 + step) / (10.0 + step));
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < weights[i].length; j++) {
        average[i][j] = keep * average[i][j] + (1 - keep) * weights[i][j];
      }
    }
  }

  private void report(double loss, double seconds) {
    int last = budget.lastStep(step);
    long left = (long) ((last - step) * seconds);
    LOG.info(
        "step {} of {}: loss {}, {} s a step, {} h {} min left",
        step,
        last,
        String.format(Locale.ROOT, "%.4f", loss),
        String.format(Locale.ROOT, "%.2f", seconds),
        left / 3600,
        left / 60 % 60);
  }

  private void validate(LearningLog log) throws IOException {
    network.setWeights(average);
    double[] dice =
        new Validation(network, config.scheme(), config.spacing()).meanDice(data.validation());
    log.dice(step, dice);
    for (ReleasedCases each : teachers) {
      each.requireAll(); // No network is saved that someone taught who took it back meanwhile.
    }
    network.save(config.work().resolve("last.pt"));
    if (best.isNewBest(dice[0])) {
      network.save(config.work().resolve("best.pt"));
    }
    network.setWeights(weights);
    LOG.info("step {}: {}", step, Validation.describe(dice, config.scheme()));
    LearningCurve.draw(config.work());
  }

  /** A copy of the weights as they stand; for tests of exact resumption. */
  float[][] currentWeights() {
    return copy(weights);
  }

  private static float[][] copy(float[][] values) {
    return Arrays.stream(values).map(float[]::clone).toArray(float[][]::new);
  }

  @Override
  public void close() {
    ahead.shutdownNow();
    network.close();
  }
}
