package org.contourflow.dicom.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.aoju.bus.image.metric.internal.pdu.AAbort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads along with the toolkit and stops a peer before the toolkit would allocate or hang on what
 * it claims: PDUs longer than negotiated, PDVs that do not fit their PDU, commands that are long or
 * whose elements do not fit (PS3.8 9.3, PS3.7 6.3.1). Throws {@link AAbort}, which the toolkit
 * turns into an A-ABORT. Every byte is checked before the toolkit sees it; nothing is kept.
 */
final class PduGuard extends FilterInputStream {
  /** An association request: 128 contexts with tens of transfer syntaxes stay far below. */
  static final int MAX_ASSOCIATE_BYTES = 1 << 18;

  /** A command set is a handful of UIDs and numbers; N-GET's list of attributes is the longest. */
  static final int MAX_COMMAND_BYTES = 1 << 16;

  private static final Logger LOG = LoggerFactory.getLogger(PduGuard.class);
  private static final int P_DATA = 4;
  private static final int LAST_TYPE = 7;
  private static final int PDV_HEADER = 6;

  private enum Part {
    PDU_HEADER,
    OTHER_BODY,
    PDV_HEADER,
    PDV_BODY
  }

  private final int maxPduBytes;
  private final PeerActivity activity;
  private final byte[] header = new byte[PDV_HEADER];
  private int headerFilled;
  private Part part = Part.PDU_HEADER;
  private int pduLeft;
  private int pdvLeft;
  private boolean inCommand;
  private boolean lastFragment;
  private final CommandGuard command = new CommandGuard(MAX_COMMAND_BYTES);

  PduGuard(InputStream in, int maxPduBytes, PeerActivity activity) {
    super(in);
    this.maxPduBytes = maxPduBytes;
    this.activity = activity;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    activity.readStarts(part == Part.PDU_HEADER && headerFilled == 0);
    int count;
    try {
      count = in.read(bytes, offset, length);
    } finally {
      activity.readEnds();
    }
    int end = offset + Math.max(count, 0);
    int at = offset;
    while (at < end) {
      at += check(bytes, at, end - at);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public long skip(long n) throws IOException {
    byte[] scratch = new byte[(int) Math.min(n, 8192)];
    return Math.max(0, read(scratch, 0, scratch.length));
  }

  /** Checks a part of the bytes; how many. */
  private int check(byte[] bytes, int at, int available) throws AAbort {
    return switch (part) {
      case PDU_HEADER, PDV_HEADER -> gatherHeader(bytes, at, available);
      case OTHER_BODY -> passOther(available);
      case PDV_BODY -> passPdv(bytes, at, available);
    };
  }

  private int gatherHeader(byte[] bytes, int at, int available) throws AAbort {
    if (part == Part.PDU_HEADER && headerFilled == 0) {
      activity.pduStarts();
    }
    int taken = Math.min(available, PDV_HEADER - headerFilled);
    System.arraycopy(bytes, at, header, headerFilled, taken);
    headerFilled += taken;
    if (headerFilled == PDV_HEADER) {
      headerFilled = 0;
      if (part == Part.PDU_HEADER) {
        startPdu();
      } else {
        startPdv();
      }
    }
    return taken;
  }

  private void startPdu() throws AAbort {
    int type = header[0] & 0xFF;
    pduLeft = intAt(2);
    int limit =
        switch (type) {
          case 1, 2 -> MAX_ASSOCIATE_BYTES;
          case P_DATA -> maxPduBytes;
          default -> 4;
        };
    if (type == 0 || type > LAST_TYPE) {
      throw abort(AAbort.UNRECOGNIZED_PDU, "PDU type " + type);
    }
    if (pduLeft < 4 || pduLeft > limit) {
      throw abort(
          AAbort.INVALID_PDU_PARAMETER_VALUE,
          "PDU of type " + type + " with length " + Integer.toUnsignedString(pduLeft));
    }
    if (type == P_DATA) {
      requirePdvHeader();
    } else {
      part = Part.OTHER_BODY;
    }
  }

  private void requirePdvHeader() throws AAbort {
    if (pduLeft < PDV_HEADER) {
      throw abort(AAbort.INVALID_PDU_PARAMETER_VALUE, "P-DATA without room for a PDV");
    }
    part = Part.PDV_HEADER;
  }

  private void startPdv() throws AAbort {
    int length = intAt(0);
    pduLeft -= PDV_HEADER;
    pdvLeft = length - 2;
    if (length < 2 || pdvLeft > pduLeft) {
      throw abort(AAbort.INVALID_PDU_PARAMETER_VALUE, "PDV longer than its PDU");
    }
    inCommand = (header[5] & 1) != 0;
    lastFragment = (header[5] & 2) != 0;
    part = Part.PDV_BODY;
    endPdvIfDone();
  }

  private int passOther(int available) {
    int taken = Math.min(available, pduLeft);
    pduLeft -= taken;
    if (pduLeft == 0) {
      endPdu();
    }
    return taken;
  }

  private int passPdv(byte[] bytes, int at, int available) throws AAbort {
    int taken = Math.min(available, pdvLeft);
    if (inCommand) {
      command.pass(bytes, at, taken);
    }
    pdvLeft -= taken;
    pduLeft -= taken;
    endPdvIfDone();
    return taken;
  }

  private void endPdvIfDone() throws AAbort {
    if (pdvLeft > 0) {
      return;
    }
    if (inCommand && lastFragment) {
      command.end();
    }
    if (pduLeft == 0) {
      endPdu();
    } else {
      requirePdvHeader();
    }
  }

  private void endPdu() {
    part = Part.PDU_HEADER;
    activity.pduEnds();
  }

  private int intAt(int offset) {
    return (header[offset] & 0xFF) << 24
        | (header[offset + 1] & 0xFF) << 16
        | (header[offset + 2] & 0xFF) << 8
        | header[offset + 3] & 0xFF;
  }

  static AAbort abort(int reason, String what) {
    LOG.warn("peer breaks the upper layer protocol: {}; association aborted", what);
    return new AAbort(AAbort.UL_SERIVE_PROVIDER, reason);
  }
}
