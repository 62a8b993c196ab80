package org.contourflow.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/**
 * What an embedded store says once it has closed itself: H2 does so when a write fails, as on a
 * full disk, and then every connection that there is refuses for ever. With all of them given up
 * the next one opens the file anew, with all that was committed in it.
 */
final class ClosedStore implements SQLExceptionOverride {
  private final Runnable giveUpAll;

  /** Calls {@code giveUpAll} to have every connection of the pool given up. */
  ClosedStore(Runnable giveUpAll) {
    this.giveUpAll = giveUpAll;
  }

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    if (!isClosed(failure)) {
      return Override.CONTINUE_EVICT;
    }
    giveUpAll.run();
    return Override.MUST_EVICT;
  }

  /** Other failures of H2's file, as rows that two want at once, close nothing. */
  private static boolean isClosed(SQLException failure) {
    return failure.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED
        || failure.getCause() instanceof MVStoreException file
            && (file.getErrorCode() == DataUtils.ERROR_WRITING_FAILED
                || file.getErrorCode() == DataUtils.ERROR_CLOSED);
  }
}
