package org.contourflow.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewStore;
import org.junit.jupiter.api.Test;

/** The watch says a change once, and reads each review once. */
class DriftWatchTest {
  private final List<ReviewRecord> stored = new ArrayList<>();
  private int read;

  /** What the watch may ask, and nothing else. */
  private final ReviewStore store =
      new ReviewStore() {
        @Override
        public List<ReviewRecord> ofModelAfter(String model, long id) {
          List<ReviewRecord> found =
              stored.stream().filter(r -> r.of().model().equals(model) && r.id() > id).toList();
          read += found.size();
          return found;
        }

        @Override
        public long add(ReviewRecord review) {
          throw new UnsupportedOperationException();
        }

        @Override
        public List<ReviewRecord> all() {
          throw new UnsupportedOperationException();
        }

        @Override
        public List<ReviewRecord> figures() {
          read += stored.size();
          return List.copyOf(stored);
        }

        @Override
        public long newest() {
          return stored.size();
        }

        @Override
        public List<ReviewRecord> ofCase(String caseId) {
          throw new UnsupportedOperationException();
        }

        @Override
        public List<ReviewRecord> ofModel(String model) {
          throw new UnsupportedOperationException();
        }

        @Override
        public List<String> studiesWithoutReview(Instant from, Instant to) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Optional<ReviewRecord> find(long id) {
          throw new UnsupportedOperationException();
        }

        @Override
        public boolean say(long id, PersonsWord word) {
          throw new UnsupportedOperationException();
        }
      };

  @Test
  void a_change_is_said_once_and_each_review_is_read_once() {
    MemoryRunLog log = new MemoryRunLog();
    DriftWatch watch = new DriftWatch(store, log);
    List<ReviewRecord> year = DriftChartsTest.year();
    for (int i = 0; i < year.size(); i++) {
      ReviewRecord one = year.get(i);
      stored.add(new ReviewRecord(i + 1, one.of(), one.from(), one.set(), one.word()));
      watch.accept(one);
    }
    assertThat(read).isEqualTo(year.size());
    List<String> said =
        log.all().stream()
            .filter(e -> e.type() == EventType.DRIFT_FOUND)
            .map(Event::text)
            .filter(text -> text.contains("kernel B") && text.contains("surface_dice_2mm"))
            .toList();
    assertThat(said).hasSizeBetween(1, 2);
    assertThat(said.get(0))
        .startsWith("Parotid_L by head-neck 1 (kernel B): surface_dice_2mm fell");
  }

  @Test
  void a_set_that_came_again_counts_once() {
    DriftWatch watch = new DriftWatch(store, new MemoryRunLog());
    List<ReviewRecord> year = DriftChartsTest.year();
    for (int i = 0; i < 40; i++) {
      ReviewRecord one = year.get(0);
      stored.clear();
      stored.add(new ReviewRecord(i + 1, one.of(), one.from(), one.set(), one.word()));
      watch.accept(one);
    }
    assertThat(watch.cases(year.get(0).of().model())).isEqualTo(1);
  }

  @Test
  void charts_are_drawn_anew_for_another_review_and_not_for_another_look() {
    List<ReviewRecord> year = DriftChartsTest.year();
    DriftDesk desk = new DriftDesk(store);
    assertThat(desk.charts().charts()).isEmpty();
    stored.addAll(year.subList(0, year.size() - 1));
    DriftCharts charts = desk.charts();
    assertThat(charts.charts()).isNotEmpty();
    assertThat(desk.charts()).isSameAs(charts);
    assertThat(read).isEqualTo(year.size() - 1);
    stored.add(year.get(year.size() - 1));
    assertThat(desk.charts().charts().get(0).chart().observations())
        .hasSize(charts.charts().get(0).chart().observations().size() + 1);
  }
}
