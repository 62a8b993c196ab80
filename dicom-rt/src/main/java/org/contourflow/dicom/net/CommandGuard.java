package org.contourflow.dicom.net;

import org.aoju.bus.image.metric.internal.pdu.AAbort;

/**
 * Follows the elements of a command set (Implicit VR Little Endian, group 0000, PS3.7 6.3.1) as
 * they pass and stops one that claims more than the limit, before anybody allocates it.
 */
final class CommandGuard {
  private static final int ELEMENT_HEADER = 8;

  private final int limit;
  private int total;
  private int filled;
  private int valueLeft;
  private long length;
  private int group;

  CommandGuard(int limit) {
    this.limit = limit;
  }

  void pass(byte[] bytes, int offset, int count) throws AAbort {
    total += count;
    if (total > limit) {
      throw refuse("a command set longer than " + limit + " bytes");
    }
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (valueLeft > 0) {
        int taken = Math.min(valueLeft, end - at);
        valueLeft -= taken;
        at += taken;
      } else {
        headerByte(bytes[at++] & 0xFF);
      }
    }
  }

  private void headerByte(int value) throws AAbort {
    if (filled < 2) {
      group |= value << (8 * filled);
    } else if (filled >= 4) {
      length |= (long) value << (8 * (filled - 4));
    }
    filled++;
    if (filled == ELEMENT_HEADER) {
      if (group != 0) {
        throw refuse("a command set with an element of another group");
      }
      if (length > limit) {
        throw refuse("a command element that claims " + length + " bytes");
      }
      valueLeft = (int) length;
      reset();
    }
  }

  /** The last fragment has passed: the elements must end with it. */
  void end() throws AAbort {
    boolean broken = filled != 0 || valueLeft != 0 || total == 0;
    total = 0;
    valueLeft = 0;
    reset();
    if (broken) {
      throw refuse("a command set that ends in the middle of an element");
    }
  }

  private void reset() {
    filled = 0;
    length = 0;
    group = 0;
  }

  private static AAbort refuse(String what) {
    return PduGuard.abort(AAbort.INVALID_PDU_PARAMETER_VALUE, what);
  }
}
