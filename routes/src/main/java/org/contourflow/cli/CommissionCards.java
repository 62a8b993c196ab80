package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.app.Protocols;
import org.contourflow.commission.AidRtCard;
import org.contourflow.commission.Sheet;
import org.contourflow.config.Settings;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.ServiceState;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;

/** A card of each model that a commissioning run was of. */
final class CommissionCards {
  private final Path models;
  private final Protocols protocols;

  CommissionCards(Settings settings, Protocols protocols) {
    this.models = settings.inHome(settings.contouring().modelFolder());
    this.protocols = protocols;
  }

  /** Writes {@code model-card-ID-VERSION.md} of each. */
  void write(Sheet sheet, Path folder) throws IOException {
    ModelRegistry registry = ModelRegistry.open(models);
    for (ServiceState state : protocols.service()) {
      ModelIdentity model = state.model();
      Optional<RegisteredModel> registered = registry.find(model.id() + "/" + model.version());
      if (registered.isPresent()) {
        Files.writeString(
            folder.resolve("model-card-" + model.id() + "-" + model.version() + ".md"),
            AidRtCard.of(registered.get().manifest(), sheet));
      }
    }
  }
}
