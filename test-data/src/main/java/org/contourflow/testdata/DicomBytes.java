package org.contourflow.testdata;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.Deflater;

/**
 * A DICOM data set written by hand (PS3.5 chapter 7, PS3.10), so that test data does not share the
 * product's toolkit. Little endian, implicit or explicit VR; sequences of defined length.
 */
public final class DicomBytes {
  private static final List<String> LONG_FORM = List.of("OB", "OW", "SQ", "UN", "UT");
  private static final String IMPLEMENTATION = "2.25.251632476254093041274046063873102451293";

  private final Map<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);

  private record Element(String vr, byte[] value, List<DicomBytes> items) {}

  /** Sets a text value; several values are joined by backslash; none at all is an empty value. */
  public DicomBytes text(int tag, String vr, String... values) {
    byte pad = (byte) (vr.equals("UI") ? 0 : ' ');
    byte[] value = String.join("\\", values).getBytes(StandardCharsets.ISO_8859_1);
    return bytes(tag, vr, even(value, pad));
  }

  /** Sets decimal strings of at most 16 bytes each. */
  public DicomBytes decimals(int tag, double... values) {
    return text(
        tag, "DS", Arrays.stream(values).mapToObj(DicomBytes::decimal).toArray(String[]::new));
  }

  /** Sets unsigned (US) or signed (SS) 16-bit integers. */
  public DicomBytes shorts(int tag, String vr, int... values) {
    byte[] value = new byte[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      value[2 * i] = (byte) values[i];
      value[2 * i + 1] = (byte) (values[i] >> 8);
    }
    return bytes(tag, vr, value);
  }

  /** Sets raw bytes; their number must be even. */
  public DicomBytes bytes(int tag, String vr, byte[] value) {
    elements.put(tag, new Element(vr, value, List.of()));
    return this;
  }

  /** Sets a sequence. */
  public DicomBytes items(int tag, DicomBytes... items) {
    elements.put(tag, new Element("SQ", new byte[0], List.of(items)));
    return this;
  }

  /** Takes an attribute away. */
  public DicomBytes remove(int tag) {
    elements.remove(tag);
    return this;
  }

  /** A UID's text, without its padding. */
  String uid(int tag) {
    return new String(elements.get(tag).value, StandardCharsets.US_ASCII).replace("\0", "");
  }

  /** A copy that can be changed without changing this one. */
  public DicomBytes copy() {
    DicomBytes copy = new DicomBytes();
    copy.elements.putAll(elements);
    return copy;
  }

  /** The data set alone. */
  public byte[] dataSet(boolean explicit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    elements.forEach((tag, element) -> write(out, tag, element, explicit));
    return out.toByteArray();
  }

  /** A whole Part 10 file: preamble, file meta information, data set. */
  public byte[] file(TransferSyntax syntax) {
    byte[] dataSet = dataSet(syntax != TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN);
    boolean deflated = syntax == TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN;
    return concat(meta(syntax.uid), deflated ? even(deflate(dataSet), (byte) 0) : dataSet);
  }

  private static byte[] deflate(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(plain);
    deflater.finish();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  private byte[] meta(String transferSyntaxUid) {
    DicomBytes meta = new DicomBytes();
    meta.bytes(0x00020001, "OB", new byte[] {0, 1});
    meta.elements.put(0x00020002, elements.get(0x00080016));
    meta.elements.put(0x00020003, elements.get(0x00080018));
    meta.text(0x00020010, "UI", transferSyntaxUid);
    meta.text(0x00020012, "UI", IMPLEMENTATION);
    meta.text(0x00020013, "SH", "CONTOURFLOW_TEST");
    byte[] group = meta.dataSet(true);
    byte[] length = {
      2, 0, 0, 0, 'U', 'L', 4, 0, (byte) group.length, (byte) (group.length >> 8), 0, 0
    };
    byte[] preamble = new byte[132];
    System.arraycopy(new byte[] {'D', 'I', 'C', 'M'}, 0, preamble, 128, 4);
    return concat(preamble, concat(length, group));
  }

  private static void write(ByteArrayOutputStream out, int tag, Element element, boolean explicit) {
    byte[] value = element.vr.equals("SQ") ? sequence(element.items, explicit) : element.value;
    boolean encapsulated = tag == 0x7FE00010 && element.vr.equals("OB");
    int16(out, tag >>> 16);
    int16(out, tag & 0xFFFF);
    if (explicit) {
      out.writeBytes(element.vr.getBytes(StandardCharsets.US_ASCII));
      if (!LONG_FORM.contains(element.vr)) {
        if (value.length > 0xFFFF) {
          throw new IllegalArgumentException(
              String.format("%08X is too long for explicit VR", tag));
        }
        int16(out, value.length);
        out.writeBytes(value);
        return;
      }
      int16(out, 0);
    }
    int32(out, encapsulated ? -1 : value.length);
    out.writeBytes(value);
  }

  private static byte[] sequence(List<DicomBytes> items, boolean explicit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (DicomBytes item : items) {
      byte[] content = item.dataSet(explicit);
      int32(out, 0xE000FFFE);
      int32(out, content.length);
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  /** Encapsulated pixel data (PS3.5 A.4): an empty offset table and one fragment. */
  public static byte[] encapsulated(byte[] fragment) {
    byte[] content = even(fragment, (byte) 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int32(out, 0xE000FFFE);
    int32(out, 0);
    int32(out, 0xE000FFFE);
    int32(out, content.length);
    out.writeBytes(content);
    int32(out, 0xE0DDFFFE);
    int32(out, 0);
    return out.toByteArray();
  }

  static void int16(ByteArrayOutputStream out, int value) {
    out.write(value);
    out.write(value >> 8);
  }

  /** For a tag, pass it with its two halves swapped, as 0xEEEEGGGG. */
  static void int32(ByteArrayOutputStream out, int value) {
    int16(out, value);
    int16(out, value >> 16);
  }

  static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static byte[] even(byte[] value, byte pad) {
    if (value.length % 2 == 0) {
      return value;
    }
    byte[] padded = Arrays.copyOf(value, value.length + 1);
    padded[value.length] = pad;
    return padded;
  }

  /** The number in at most 16 characters, rounded to 1e-10 or coarser. */
  static String decimal(double value) {
    for (int digits = 10; ; digits--) {
      String text =
          BigDecimal.valueOf(value)
              .setScale(digits, RoundingMode.HALF_EVEN)
              .stripTrailingZeros()
              .toPlainString();
      if (text.length() <= 16) {
        return text;
      }
    }
  }

  @Override
  public String toString() {
    return elements.keySet().stream()
        .map(tag -> String.format("%08X", tag))
        .collect(Collectors.joining(" "));
  }
}
