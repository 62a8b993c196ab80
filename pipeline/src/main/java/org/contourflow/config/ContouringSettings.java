package org.contourflow.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Which networks run.
 *
 * @param models ids of the models to run, in the order in which their structures are listed; empty:
 *     the built-in defaults
 * @param modelFolder folder of further models; default {@code models} in the home
 * @param threads threads of the engine within one operation; default all cores
 * @param device cpu, gpu (the first) or gpu:N; docs/models.md says what a GPU needs
 * @param memoryMb what the whole process may take while it contours, MiB; a CT that needs more is
 *     refused, a model whose weights do not fit is out of service
 * @param mostAtOnce by protocol, how many of its cases may be contoured at the same time by the
 *     service and its workers together; without a limit where it names none
 * @param here whether the service contours itself; false: its workers do
 */
public record ContouringSettings(
    List<@NotBlank String> models,
    Path modelFolder,
    @Min(1) @Max(256) Integer threads,
    @Pattern(regexp = "cpu|gpu(:[0-9]{1,2})?", message = "must be cpu, gpu or gpu:N") String device,
    @Min(256) @Max(1_000_000) Integer memoryMb,
    Map<@NotBlank String, @NotNull @Min(1) Integer> mostAtOnce,
    Boolean here) {
  public ContouringSettings {
    here = here == null || here;
    mostAtOnce = mostAtOnce == null ? Map.of() : Map.copyOf(mostAtOnce);
    models = models == null ? List.of() : List.copyOf(models);
    modelFolder = modelFolder == null ? Path.of("models") : modelFolder;
    threads = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    device = device == null ? "cpu" : device;
    memoryMb = memoryMb == null ? 4096 : memoryMb;
  }
}
