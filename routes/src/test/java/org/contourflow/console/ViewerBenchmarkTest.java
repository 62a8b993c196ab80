package org.contourflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.contourflow.cases.CaseState;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.Phantom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The viewer on a CT of 200 slices of 512 x 512 with its contours, in a browser that draws by the
 * processor alone (docs/console.md has the figures).
 */
@Tag("peer")
@Tag("proof")
class ViewerBenchmarkTest {
  private static final int SLICES = Integer.getInteger("contourflow.benchmark.slices", 200);
  private static final int OPENINGS = 5;

  /** Notes when the viewer first drew a slice that had arrived; runs before the page's scripts. */
  private static final String WATCH =
      """
      const look = () => {
        const drawn = document.querySelector('.screen canvas')?.dataset.drawn || '';
        if (drawn.endsWith('there')) window.firstSliceMs = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);\
      """;

  /** A wheel step in each frame, for ten seconds; each must be drawn before the next frame. */
  private static final String SCROLL =
      """
      const done = arguments[arguments.length - 1];
      const canvas = document.querySelector('.screen canvas');
      const frames = [];
      const places = new Set();
      const begun = performance.now();
      let last = begun;
      let way = -1;
      let before = '';
      const turn = () => {
        const now = performance.now();
        const drawn = canvas.dataset.drawn;
        if (drawn !== before) {
          frames.push(now - last);
          last = now;
          before = drawn;
          places.add(drawn);
          const at = Number(drawn.split(' ')[1]);
          if (at <= 1) way = -1;
          if (at >= arguments[0] - 2) way = 1;
        }
        if (now - begun > 10000) {
          return done({frames: frames.slice(1), seconds: (last - begun) / 1000,
            awaited: [...places].filter(p => p.endsWith('awaited')).length, places: places.size});
        }
        canvas.dispatchEvent(new WheelEvent('wheel', {deltaY: way, bubbles: true, cancelable: true}));
        requestAnimationFrame(turn);
      };
      requestAnimationFrame(turn);\
      """;

  @TempDir Path root;

  @Test
  void the_first_slice_comes_within_a_second_and_scrolling_has_20_frames_a_second()
      throws Exception {
    TestBrowser.require();
    try (ConsoleBed bed = new ConsoleBed(root)) {
      String id =
          bed.caseOf(
              Phantom.realistic()
                  .matrix(512, 512)
                  .spacingMm(0.85, 0.85)
                  .evenSlices(SLICES, 2.25)
                  .subSamples(1),
              CaseState.DELIVERED);
      ChromeDriver browser = TestBrowser.open(1600, 1100);
      try {
        TestBrowser.logIn(browser, bed.address() + "cases", "vera");
        browser.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
        List<Double> openings = new ArrayList<>();
        for (int i = 0; i < OPENINGS; i++) {
          openings.add(firstSlice(browser, bed.address() + "cases/" + id));
        }
        Eventually.holds("all slices have arrived", () -> fetched(browser) >= SLICES);
        Map<?, ?> axial = scrolled(browser);
        tell(openings, axial);
        assertThat(openings).as("ms to the first slice").allMatch(ms -> ms < 1000);
        assertThat(perSecond(axial)).as("frames a second").isGreaterThan(20);
        assertThat(axial.get("awaited")).as("slices that were not there yet").isEqualTo(0L);
      } finally {
        browser.quit();
      }
    }
  }

  /** From the call of the address, page and scripts included. */
  private static double firstSlice(ChromeDriver browser, String address) throws Exception {
    browser.get("about:blank");
    browser.get(address);
    Eventually.holds(
        "the first slice is drawn",
        () -> browser.executeScript("return window.firstSliceMs || null") != null);
    return ((Number) browser.executeScript("return window.firstSliceMs")).doubleValue();
  }

  private static long fetched(ChromeDriver browser) {
    return ((Number)
            browser.executeScript(
                "return performance.getEntriesByType('resource')"
                    + ".filter(e => e.name.includes('/slices/')).length"))
        .longValue();
  }

  private static Map<?, ?> scrolled(ChromeDriver browser) {
    return (Map<?, ?>) browser.executeAsyncScript(SCROLL, SLICES);
  }

  private static double[] frames(Map<?, ?> scrolled) {
    double[] frames =
        ((List<?>) scrolled.get("frames"))
            .stream().mapToDouble(f -> ((Number) f).doubleValue()).toArray();
    Arrays.sort(frames);
    return frames;
  }

  private static double perSecond(Map<?, ?> scrolled) {
    return frames(scrolled).length / ((Number) scrolled.get("seconds")).doubleValue();
  }

  private static void tell(List<Double> openings, Map<?, ?> axial) {
    double[] frames = frames(axial);
    System.out.printf(
        Locale.ROOT,
        "VIEWER %d slices of 512 x 512: first slice after %s ms; %.1f frames a second,"
            + " a frame %.0f ms (median), %.0f ms (19 of 20), %s slices seen%n",
        SLICES,
        openings.stream().map(ms -> String.format(Locale.ROOT, "%.0f", ms)).toList(),
        perSecond(axial),
        frames[frames.length / 2],
        frames[(int) (0.95 * frames.length)],
        axial.get("places"));
  }
}
