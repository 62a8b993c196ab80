package org.contourflow.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Tells open pages that the run log got new lines (server-sent events). Only the number of the last
 * line is sent; a page asks again for what it shows, so that nobody hears what they may not see.
 */
final class LiveEvents {
  private static final int MOST = 200;

  /** Turns without news after which a line is sent all the same, so that a dead page is noticed. */
  private static final int QUIET_TURNS = 15;

  private final class Listener {
    private final Response response;
    private final Callback callback;
    private final AtomicBoolean writing = new AtomicBoolean();

    private Listener(Response response, Callback callback) {
      this.response = response;
      this.callback = callback;
    }

    /** A page that does not read misses a line; the next one says as much. */
    private void send(String text) {
      if (writing.compareAndSet(false, true)) {
        response.write(
            false,
            ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
            Callback.from(() -> writing.set(false), e -> drop(this, e)));
      }
    }
  }

  private final ConcurrentLinkedQueue<Listener> listeners = new ConcurrentLinkedQueue<>();
  private final LongSupplier last;
  private long told = -1;
  private int quiet;

  LiveEvents(LongSupplier last) {
    this.last = last;
  }

  void add(Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    Listener listener = new Listener(response, callback);
    listeners.add(listener);
    if (listeners.size() > MOST) {
      end(listeners.poll());
    }
    listener.send("retry: 3000\ndata: " + last.getAsLong() + "\n\n");
  }

  private void drop(Listener listener, Throwable why) {
    if (listeners.remove(listener)) {
      listener.callback.failed(why);
    }
  }

  private static void end(Listener listener) {
    if (listener != null) {
      listener.response.write(true, ByteBuffer.allocate(0), listener.callback);
    }
  }

  /** One look at the log; called each second. */
  void turn() {
    long now = listeners.isEmpty() ? told : last.getAsLong();
    boolean isNews = now != told;
    quiet++;
    if (isNews || quiet >= QUIET_TURNS) {
      // Said once more soon: what an event tells of is in its row a moment later.
      quiet = isNews ? QUIET_TURNS - 2 : 0;
      told = now;
      listeners.forEach(listener -> listener.send("data: " + now + "\n\n"));
    }
  }

  /** Ends all. */
  void close() {
    for (Iterator<Listener> all = listeners.iterator(); all.hasNext(); ) {
      Listener listener = all.next();
      all.remove();
      end(listener);
    }
  }
}
