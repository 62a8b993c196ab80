package org.contourflow.routes;

import java.util.function.IntConsumer;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/** A poll is a turn of its loop, also one that found nothing. */
public final class BeatingPolls extends DefaultPollingConsumerPollStrategy {
  private final Loops.Loop loop;
  private final Runnable began;
  private final IntConsumer ended;

  /** Polls of a loop. */
  public BeatingPolls(Loops.Loop loop) {
    this(loop, () -> {}, taken -> {});
  }

  /** Polls of a loop; {@code ended} hears how many messages each took that did not fail. */
  BeatingPolls(Loops.Loop loop, Runnable began, IntConsumer ended) {
    this.loop = loop;
    this.began = began;
    this.ended = ended;
  }

  @Override
  public void commit(Consumer consumer, Endpoint endpoint, int polled) {
    loop.turned();
    ended.accept(polled);
    super.commit(consumer, endpoint, polled);
  }

  @Override
  public boolean rollback(Consumer consumer, Endpoint endpoint, int tries, Exception cause)
      throws Exception {
    loop.turned();
    return super.rollback(consumer, endpoint, tries, cause);
  }

  @Override
  public boolean begin(Consumer consumer, Endpoint endpoint) {
    loop.beat();
    began.run();
    return super.begin(consumer, endpoint);
  }
}
