package org.contourflow.demand.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A fitted model in lines for a person. */
public final class ModelWords {
  private ModelWords() {}

  public static List<String> of(DemandModel model) {
    List<String> lines = new ArrayList<>();
    lines.add("terms: " + model.stage().label());
    lines.add(
        String.format(
            Locale.ROOT,
            "on the history's last weeks: %.0f %% regression, %.0f %% mean by hour of week; the level"
                + " of late goes in at %.0f %%",
            100 * model.mix().weight(),
            100 * (1 - model.mix().weight()),
            100 * model.mix().level()));
    lines.add(
        String.format(
            Locale.ROOT,
            "beyond chance, whole days vary by %.1f %%, single hours by %.1f %%",
            100 * Math.sqrt(model.dispersion().day()),
            100 * Math.sqrt(model.dispersion().hour())));
    for (long step : model.levelSteps()) {
      lines.add("the level is another from " + LocalDate.ofEpochDay(step));
    }
    return lines;
  }
}
