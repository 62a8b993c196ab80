package org.contourflow.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineSettingsTest {
  private final int threadsBefore = TorchEngine.threads();

  @AfterEach
  void restore() throws IOException {
    TorchEngine.use(new EngineSettings(threadsBefore, "cpu", 4096));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 2})
  void the_engine_takes_the_threads_it_is_given(int threads) throws IOException {
    TorchEngine.use(new EngineSettings(threads, "cpu", 4096));
    assertThat(TorchEngine.threads()).isEqualTo(threads);
  }

  @Test
  void a_gpu_that_is_not_there_is_an_error_that_says_what_to_do() {
    assumeTrue(Engine.getEngine("PyTorch").getGpuCount() == 0);
    assertThatThrownBy(() -> TorchEngine.use(new EngineSettings(1, "gpu:1", 4096)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("contouring.device is gpu:1, but the engine sees 0 GPU(s)")
        .hasMessageContaining("PYTORCH_LIBRARY_PATH")
        .hasMessageContaining("device must be cpu");
    assertThat(TorchEngine.device().isGpu()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda", "gpu0", "tpu", ""})
  void another_device_is_not_known(String device) {
    assertThatThrownBy(() -> new EngineSettings(1, device, 4096))
        .hasMessageContaining("cpu, gpu or gpu:N");
  }
}
