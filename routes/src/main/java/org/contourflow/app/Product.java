package org.contourflow.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.contourflow.config.Settings;
import org.contourflow.workflow.Circumstances;

/** Which Contourflow this is, and how it is configured. */
public final class Product {
  private Product() {}

  /** Of the jar; run from class folders it has none. */
  public static Optional<String> version() {
    return Optional.ofNullable(Product.class.getPackage().getImplementationVersion());
  }

  /** What the reports of a service or of its worker say of it. */
  static Circumstances of(Settings settings) {
    return here(false).with("Configuration", "sha256:" + settings.fingerprint());
  }

  /**
   * What the reports of a command say of it.
   *
   * @param sheetBeside whether the picture is wanted beside the report
   */
  public static Circumstances here(boolean sheetBeside) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Contourflow", version().orElse("of the class folders"));
    facts.put(
        "Java",
        System.getProperty("java.vm.name")
            + " "
            + Runtime.version()
            + ", "
            + System.getProperty("os.name"));
    return new Circumstances(facts, sheetBeside);
  }
}
