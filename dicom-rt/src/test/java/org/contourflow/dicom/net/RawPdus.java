package org.contourflow.dicom.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Upper layer PDUs written by hand (PS3.8 9.3), so that a test can also write wrong ones. */
public final class RawPdus {
  public static final String CT = "1.2.840.10008.5.1.4.1.1.2";
  static final String ECHO = "1.2.840.10008.1.1";
  static final String IMPLICIT = "1.2.840.10008.1.2";

  private RawPdus() {}

  public static byte[] associate(String called, String calling, String sopClass, int maxPdu) {
    byte[] context =
        item(
            0x20,
            concat(
                new byte[] {1, 0, 0, 0}, item(0x30, ascii(sopClass)), item(0x40, ascii(IMPLICIT))));
    byte[] user =
        item(
            0x50,
            concat(
                item(0x51, ByteBuffer.allocate(4).putInt(maxPdu).array()),
                item(0x52, ascii("1.2.3.4"))));
    byte[] body =
        concat(
            new byte[] {0, 1, 0, 0},
            title(called),
            title(calling),
            new byte[32],
            item(0x10, ascii("1.2.840.10008.3.1.1.1")),
            context,
            user);
    return pdu(1, body);
  }

  /** Accepts context 1, implicit little endian. */
  public static byte[] accept(String called, String calling) {
    byte[] context = item(0x21, concat(new byte[] {1, 0, 0, 0}, item(0x40, ascii(IMPLICIT))));
    byte[] user =
        item(
            0x50,
            concat(
                item(0x51, ByteBuffer.allocate(4).putInt(16384).array()),
                item(0x52, ascii("1.2.3.4"))));
    return pdu(
        2,
        concat(
            new byte[] {0, 1, 0, 0},
            title(called),
            title(calling),
            new byte[32],
            item(0x10, ascii("1.2.840.10008.3.1.1.1")),
            context,
            user));
  }

  /** The last response to a C-FIND. */
  public static byte[] findAnswer(int messageId, int status) {
    return command(
        concat(
            element(0x0002, uid("1.2.840.10008.5.1.4.1.2.2.1")),
            element(0x0100, us(0x8020)),
            element(0x0120, us(messageId)),
            element(0x0800, us(0x0101)),
            element(0x0900, us(status))));
  }

  public static byte[] released() {
    return pdu(6, new byte[4]);
  }

  static byte[] release() {
    return pdu(5, new byte[4]);
  }

  static byte[] echo(int messageId) {
    return pData(3, echoCommand(messageId));
  }

  static byte[] echoCommand(int messageId) {
    return command(
        concat(
            element(0x0002, uid(ECHO)),
            element(0x0100, us(0x0030)),
            element(0x0110, us(messageId)),
            element(0x0800, us(0x0101))));
  }

  public static byte[] storeCommand(int messageId, String sopClass, String sopInstance) {
    return command(
        concat(
            element(0x0002, uid(sopClass)),
            element(0x0100, us(0x0001)),
            element(0x0110, us(messageId)),
            element(0x0700, us(0)),
            element(0x0800, us(0x0001)),
            element(0x1000, uid(sopInstance))));
  }

  private static byte[] command(byte[] elements) {
    byte[] length =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(elements.length).array();
    return concat(element(0x0000, length), elements);
  }

  /** One P-DATA PDU with one PDV in context 1. */
  public static byte[] pData(int messageControl, byte[] fragment) {
    byte[] pdv =
        concat(
            ByteBuffer.allocate(4).putInt(fragment.length + 2).array(),
            new byte[] {1, (byte) messageControl},
            fragment);
    return pdu(4, pdv);
  }

  static byte[] pdu(int type, byte[] body) {
    return concat(
        new byte[] {(byte) type, 0}, ByteBuffer.allocate(4).putInt(body.length).array(), body);
  }

  public static byte[] element(int element, byte[] value) {
    return concat(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) 0)
            .putShort((short) element)
            .putInt(value.length)
            .array(),
        value);
  }

  static byte[] us(int value) {
    return new byte[] {(byte) value, (byte) (value >> 8)};
  }

  static byte[] uid(String uid) {
    return ascii(uid.length() % 2 == 0 ? uid : uid + '\0');
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] title(String aeTitle) {
    return ascii(String.format("%-16s", aeTitle));
  }

  private static byte[] item(int type, byte[] body) {
    return concat(
        new byte[] {(byte) type, 0},
        ByteBuffer.allocate(2).putShort((short) body.length).array(),
        body);
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
