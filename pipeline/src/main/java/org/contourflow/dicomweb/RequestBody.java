package org.contourflow.dicomweb;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** A request's body: counted, timed, and its failures told apart from those of the disk. */
final class RequestBody extends FilterInputStream {
  private final long most;
  private final long deadline;
  private final Duration longest;
  private long taken;
  private BodyException failure;

  RequestBody(InputStream in, long most, Duration longest) {
    super(in);
    this.most = most;
    this.longest = longest;
    this.deadline = System.nanoTime() + longest.toNanos();
  }

  /** The body is at fault, with the HTTP status that says so. */
  static final class BodyException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final int status;

    BodyException(int status, String message, Throwable cause) {
      super(message, cause);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n;
    try {
      n = in.read(bytes, offset, length);
    } catch (IOException e) {
      throw failed(400, "the request's body broke off", e);
    }
    taken += Math.max(0, n);
    if (taken > most) {
      throw failed(413, "the request is longer than " + most + " bytes", null);
    }
    if (System.nanoTime() - deadline > 0) {
      throw failed(408, "the request took longer than " + longest.toSeconds() + " s", null);
    }
    return n;
  }

  private BodyException failed(int status, String message, IOException cause) {
    failure = new BodyException(status, message, cause);
    return failure;
  }

  /** What went wrong with the body, also where its reader made another exception of it. */
  Optional<BodyException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public long skip(long n) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(n, 8192)]));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
