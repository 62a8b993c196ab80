package org.contourflow.dicom.net;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.DimseRSPHandler;

/**
 * Waits for the final response to one request; the association's end ends the wait. The toolkit's
 * response timer aborts the association when it is up.
 */
public final class Replies extends DimseRSPHandler {
  private static final int STATUS = 0x00000900;
  private static final int COMMENT = 0x00000902;

  /** A response's command set and, of C-FIND's, the data set. */
  public record Reply(StatusCode status, String comment, Attributes command, Attributes data) {}

  private final CompletableFuture<Reply> last = new CompletableFuture<>();
  private final Consumer<Reply> pending;

  public Replies(Association association, Consumer<Reply> pending) {
    super(association.nextMessageID());
    this.pending = pending;
  }

  public Replies(Association association) {
    this(association, reply -> {});
  }

  @Override
  public void onDimseRSP(Association association, Attributes command, Attributes data) {
    super.onDimseRSP(association, command, data);
    StatusCode status = new StatusCode(command.getInt(STATUS, 0x0110) & 0xFFFF);
    Reply reply = new Reply(status, printable(command.getString(COMMENT, "")), command, data);
    if (status.kind() == StatusCode.Kind.PENDING) {
      pending.accept(reply);
    } else {
      last.complete(reply);
    }
  }

  @Override
  public void onClose(Association association) {
    super.onClose(association);
    IOException why = association.getException();
    last.completeExceptionally(
        why != null ? why : new IOException("the association ended without a response"));
  }

  /** The final response. */
  public Reply await() throws IOException, InterruptedException {
    try {
      return last.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7E]", "?");
  }
}
