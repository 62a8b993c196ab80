package org.contourflow.routes;

import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/** A poll is a turn of its loop, also one that found nothing. */
public final class BeatingPolls extends DefaultPollingConsumerPollStrategy {
  private final Loops.Loop loop;

  /** Polls of a loop. */
  public BeatingPolls(Loops.Loop loop) {
    this.loop = loop;
  }

  @Override
  public void commit(Consumer consumer, Endpoint endpoint, int polled) {
    loop.turned();
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
    return super.begin(consumer, endpoint);
  }
}
