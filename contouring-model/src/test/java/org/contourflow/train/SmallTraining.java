package org.contourflow.train;

/** The settings of a training that takes seconds. */
final class SmallTraining {
  private SmallTraining() {}

  /** With the folder of the file as data; {@code teacher} may be empty. */
  static String text(String network, String work, String teacher, int steps) {
    return """
        data: .
        network: %s
        work: %s
        validation: held.txt
        doubtful:
        teacher: %s
        seed: 5
        steps: %d
        batch: 1
        window: [32, 32, 32]
        spacingMm: [3.0, 4.0, 4.0]
        learningRate: 0.005
        warmUpSteps: 3
        schedule: HOLD_THEN_LINEAR
        decayFraction: 0.0
        weightDecay: 0.01
        largestGradientNorm: 3.0
        averaging: 0.5
        organCentred: false
        augmentationStrength: 1.0
        elasticMm: 12.0
        checkpointEvery: 4
        validateEvery: 100
        patience: 0
        validationCases: 1
        trainingCases: 0
        threads: 2
        """
        .formatted(network, work, teacher, steps);
  }
}
