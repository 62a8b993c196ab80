package org.contourflow.train;

public final class Main {
  public static void main(String[] a) throws Exception {
    try (Trainer t = new Trainer(TrainingConfig.read(java.nio.file.Path.of(a[0])))) {
      t.run();
    }
  }
}
