package org.contourflow.dicom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.ElementDictionary;
import org.aoju.bus.image.galaxy.data.Fragments;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.SpecificCharacterSet;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.data.Value;

/** Reads values out of the toolkit's attributes without the in-place decoding it does itself. */
final class AttributeValues {
  private static final byte[] NONE = {};

  private AttributeValues() {}

  private static boolean isEmpty(Object value) {
    return value == null || value == Value.NULL;
  }

  private static VR vr(int tag, VR vr) {
    return vr == VR.UN ? ElementDictionary.vrOf(tag, null) : vr;
  }

  static List<String> strings(Attributes attributes, int tag) {
    VR.Holder holder = new VR.Holder();
    Object value = attributes.getValue(tag, holder);
    if (isEmpty(value) || value instanceof Sequence || value instanceof Fragments) {
      return List.of();
    }
    VR vr = vr(tag, holder.vr);
    if (vr == VR.DS || vr == VR.IS) {
      return decimalTexts(value);
    }
    if (!vr.isStringType() && !vr.isIntType() && vr != VR.FD && vr != VR.FL && vr != VR.AT) {
      return List.of();
    }
    SpecificCharacterSet characters =
        vr.useSpecificCharacterSet()
            ? attributes.getSpecificCharacterSet()
            : SpecificCharacterSet.ASCII;
    Object decoded = vr.toStrings(value, attributes.bigEndian(), characters);
    return decoded instanceof String[] many
        ? Arrays.stream(many).map(s -> s == null ? "" : s).toList()
        : List.of(String.valueOf(decoded));
  }

  private static List<String> decimalTexts(Object value) {
    byte[] ascii = ascii(value);
    String text = new String(ascii, java.nio.charset.StandardCharsets.ISO_8859_1);
    return Arrays.stream(text.split("\\\\", -1)).map(AttributeValues::trim).toList();
  }

  private static String trim(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) <= ' ') {
      end--;
    }
    int start = 0;
    while (start < end && text.charAt(start) <= ' ') {
      start++;
    }
    return text.substring(start, end);
  }

  /** The bytes of a DS or IS value in whatever form it is held. */
  private static byte[] ascii(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    String text = value instanceof String[] many ? String.join("\\", many) : value.toString();
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  static int[] integers(Attributes attributes, int tag) {
    double[] numbers = numbers(attributes, tag);
    int[] integers = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      // Unsigned 32-bit values wrap to the int of the same bits.
      if (numbers[i] != Math.rint(numbers[i])
          || numbers[i] < Integer.MIN_VALUE
          || numbers[i] > 0xFFFFFFFFL) {
        throw new DicomValueException(tag, "value " + (i + 1) + " is not a 32-bit whole number");
      }
      integers[i] = (int) (long) numbers[i];
    }
    return integers;
  }

  static double[] numbers(Attributes attributes, int tag) {
    VR.Holder holder = new VR.Holder();
    Object value = attributes.getValue(tag, holder);
    if (isEmpty(value)) {
      return new double[0];
    }
    VR vr = vr(tag, holder.vr);
    if (value instanceof Sequence || value instanceof Fragments) {
      throw new DicomValueException(tag, "is a sequence, not a number");
    }
    if (vr == VR.DS || vr == VR.IS) {
      return decimals(tag, ascii(value));
    }
    if (vr.isIntType() || vr == VR.AT) {
      return Arrays.stream(vr.toInts(value, attributes.bigEndian()))
          .mapToDouble(i -> vr == VR.UL ? Integer.toUnsignedLong(i) : i)
          .toArray();
    }
    if (vr == VR.FD || vr == VR.FL) {
      return vr.toDoubles(value, attributes.bigEndian());
    }
    throw new DicomValueException(tag, "is " + vr + ", not a number");
  }

  private static double[] decimals(int tag, byte[] ascii) {
    int count = 1;
    for (byte b : ascii) {
      count += b == '\\' ? 1 : 0;
    }
    double[] values = new double[count];
    int from = 0;
    for (int i = 0; i < count; i++) {
      int to = from;
      while (to < ascii.length && ascii[to] != '\\') {
        to++;
      }
      try {
        values[i] = DecimalStrings.parse(ascii, from, to);
      } catch (NumberFormatException e) {
        throw new DicomValueException(tag, "value " + (i + 1) + " is not a number");
      }
      from = to + 1;
    }
    return values;
  }

  static Optional<byte[]> bytes(Attributes attributes, int tag) {
    Object value = attributes.getValue(tag);
    if (isEmpty(value) || value instanceof Sequence || value instanceof Fragments) {
      return Optional.empty();
    }
    try {
      return Optional.of(attributes.getBytes(tag));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("bytes in memory cannot fail to be read", e);
    }
  }

  static List<byte[]> fragments(Attributes attributes, int tag) {
    if (!(attributes.getValue(tag) instanceof Fragments fragments)) {
      return List.of();
    }
    List<byte[]> list = new ArrayList<>();
    for (Object fragment : fragments.subList(Math.min(1, fragments.size()), fragments.size())) {
      list.add(fragment instanceof byte[] bytes ? bytes : NONE);
    }
    return list;
  }

  static byte[] basicOffsetTable(Attributes attributes, int tag) {
    return attributes.getValue(tag) instanceof Fragments fragments
            && !fragments.isEmpty()
            && fragments.get(0) instanceof byte[] table
        ? table
        : NONE;
  }

  static boolean same(Attributes a, Attributes b) {
    int[] tags = a.tags();
    if (!Arrays.equals(tags, b.tags())) {
      return false;
    }
    for (int tag : tags) {
      if (!sameValue(a, b, tag)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameValue(Attributes a, Attributes b, int tag) {
    Object one = a.getValue(tag);
    Object other = b.getValue(tag);
    if (one instanceof Sequence items && other instanceof Sequence others) {
      boolean same = items.size() == others.size();
      for (int i = 0; same && i < items.size(); i++) {
        same = same(items.get(i), others.get(i));
      }
      return same;
    }
    if (one instanceof Fragments && other instanceof Fragments) {
      List<byte[]> fragments = fragments(a, tag);
      List<byte[]> others = fragments(b, tag);
      boolean same = fragments.size() == others.size();
      for (int i = 0; same && i < fragments.size(); i++) {
        same = Arrays.equals(fragments.get(i), others.get(i));
      }
      return same;
    }
    if (isEmpty(one) || isEmpty(other)) {
      return isEmpty(one) && isEmpty(other);
    }
    List<String> texts = strings(a, tag);
    return texts.isEmpty()
        ? Arrays.equals(littleEndian(a, tag), littleEndian(b, tag))
        : texts.equals(strings(b, tag));
  }

  private static byte[] littleEndian(Attributes attributes, int tag) {
    byte[] bytes = bytes(attributes, tag).orElse(NONE);
    return attributes.bigEndian() ? attributes.getVR(tag).toggleEndian(bytes, true) : bytes;
  }

  static boolean hasTextBeyondAscii(Attributes attributes) {
    for (int tag : attributes.tags()) {
      VR.Holder holder = new VR.Holder();
      Object value = attributes.getValue(tag, holder);
      boolean beyond =
          value instanceof Sequence items
              ? items.stream().anyMatch(AttributeValues::hasTextBeyondAscii)
              : vr(tag, holder.vr).useSpecificCharacterSet()
                  && !isEmpty(value)
                  && strings(attributes, tag).stream()
                      .anyMatch(text -> text.chars().anyMatch(c -> c > 127));
      if (beyond) {
        return true;
      }
    }
    return false;
  }

  /** Refuses text that the character set in force would turn into question marks. */
  static void requireWritable(Attributes attributes, int tag, VR vr, String text) {
    if (text == null || text.chars().allMatch(c -> c < 128)) {
      return;
    }
    boolean declared =
        vr.useSpecificCharacterSet() && AttributeCopy.declaredCharacterSet(attributes).length > 0;
    SpecificCharacterSet characters =
        declared ? attributes.getSpecificCharacterSet() : SpecificCharacterSet.ASCII;
    if (!declared || !text.equals(characters.decode(characters.encode(text, "^=\\")))) {
      throw new IllegalArgumentException(
          DicomTag.describe(tag)
              + ": a character cannot be written in the data set's character set");
    }
  }
}
