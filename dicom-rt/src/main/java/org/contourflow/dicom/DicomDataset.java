package org.contourflow.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.ElementDictionary;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.data.Value;

/**
 * A DICOM data set, or an item of a sequence: typed access to the toolkit's attributes.
 *
 * <p>Reading never changes what is held: a value stays the bytes that were read until it is put
 * anew, so an attribute that is copied or written again is verbatim. A value that breaks its VR is
 * a {@link DicomValueException}. An absent attribute and one of zero length both read as empty;
 * {@link #contains} tells them apart. Not safe for writing from several threads.
 */
public final class DicomDataset {
  private final Attributes attributes;

  private DicomDataset(Attributes attributes) {
    this.attributes = attributes;
  }

  /** A new, empty data set. */
  public static DicomDataset create() {
    DicomToolkit.initialise();
    return new DicomDataset(new Attributes());
  }

  /** A view of the toolkit's attributes; for this package and {@code .dicom.net} only. */
  public static DicomDataset wrap(Attributes attributes) {
    DicomToolkit.initialise();
    return new DicomDataset(attributes);
  }

  /** The toolkit's attributes; for this package and {@code .dicom.net} only. */
  public Attributes unwrap() {
    return attributes;
  }

  /** All tags, ascending as unsigned numbers. */
  public int[] tags() {
    return attributes.tags();
  }

  /** Whether the attribute is there, empty or not. */
  public boolean contains(int tag) {
    return attributes.contains(tag);
  }

  /** Whether the attribute is there and has a value (for a sequence: an item). */
  public boolean hasValue(int tag) {
    Object value = attributes.getValue(tag);
    if (value instanceof Sequence sequence) {
      return !sequence.isEmpty();
    }
    return value != null && value != Value.NULL;
  }

  /** The attribute's VR: as read, or the standard's where the file says UN; empty: not there. */
  public Optional<DicomVr> vr(int tag) {
    VR.Holder holder = new VR.Holder();
    return attributes.getValue(tag, holder) == null
        ? Optional.empty()
        : Optional.of(DicomVr.of(known(tag, holder.vr)));
  }

  private static VR known(int tag, VR vr) {
    return vr == VR.UN ? ElementDictionary.vrOf(tag, null) : vr;
  }

  /** The first value as text, without padding; empty: absent or of zero length. */
  public Optional<String> string(int tag) {
    List<String> all = strings(tag);
    return all.isEmpty() || all.get(0).isEmpty() ? Optional.empty() : Optional.of(all.get(0));
  }

  /** The first value as text, or {@code ""}. */
  public String text(int tag) {
    return string(tag).orElse("");
  }

  /** All values as text without padding, an empty value in between as {@code ""}. */
  public List<String> strings(int tag) {
    return AttributeValues.strings(attributes, tag);
  }

  /** The first value as a whole number. */
  public OptionalInt integer(int tag) {
    int[] all = integers(tag);
    return all.length == 0 ? OptionalInt.empty() : OptionalInt.of(all[0]);
  }

  /** All values as whole numbers (IS, DS with integral values, US, SS, UL, SL, AT). */
  public int[] integers(int tag) {
    return AttributeValues.integers(attributes, tag);
  }

  /** The first value as a number. */
  public OptionalDouble number(int tag) {
    double[] all = numbers(tag);
    return all.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(all[0]);
  }

  /** All values as numbers (DS, IS, FL, FD and the binary integers), in the attribute's unit. */
  public double[] numbers(int tag) {
    return AttributeValues.numbers(attributes, tag);
  }

  /** The value's bytes as held; for text VRs in the data set's character set. */
  public Optional<byte[]> bytes(int tag) {
    return AttributeValues.bytes(attributes, tag);
  }

  /**
   * The fragments of encapsulated pixel data after the offset table, as they were read (PS3.5 A.4);
   * empty: the attribute is not encapsulated.
   */
  public List<byte[]> fragments(int tag) {
    return AttributeValues.fragments(attributes, tag);
  }

  /** The encapsulated pixel data's Basic Offset Table; of zero length when there is none. */
  public byte[] basicOffsetTable(int tag) {
    return AttributeValues.basicOffsetTable(attributes, tag);
  }

  /** A sequence's items, as views: what is put into one is put into this data set. */
  public List<DicomDataset> items(int tag) {
    Sequence sequence = attributes.getSequence(tag);
    return sequence == null ? List.of() : sequence.stream().map(DicomDataset::new).toList();
  }

  /** The first item of a sequence, then of a sequence in it, and so on. */
  public Optional<DicomDataset> firstItem(int... path) {
    DicomDataset at = this;
    for (int tag : path) {
      Sequence sequence = at.attributes.getSequence(tag);
      if (sequence == null || sequence.isEmpty()) {
        return Optional.empty();
      }
      at = new DicomDataset(sequence.get(0));
    }
    return Optional.of(at);
  }

  /**
   * Puts text with the VR the standard has for the tag.
   *
   * @throws IllegalArgumentException if a character cannot be written in the data set's character
   *     set (put {@link DicomTag#SpecificCharacterSet} first)
   */
  public DicomDataset put(int tag, String... values) {
    return put(tag, standardVr(tag), values);
  }

  /** As {@link #put(int, String...)}, with a VR for a private attribute. */
  public DicomDataset put(int tag, DicomVr vr, String... values) {
    VR toolkitVr = VR.valueOf(vr.name());
    for (String value : values) {
      AttributeValues.requireWritable(attributes, tag, toolkitVr, value);
    }
    attributes.setString(tag, toolkitVr, values);
    return this;
  }

  /** Puts whole numbers (IS, US, SS, UL, SL, AT). */
  public DicomDataset putIntegers(int tag, int... values) {
    VR vr = VR.valueOf(standardVr(tag).name());
    if (vr == VR.IS) {
      return put(tag, Arrays.stream(values).mapToObj(Integer::toString).toArray(String[]::new));
    }
    attributes.setInt(tag, vr, values);
    return this;
  }

  /** Puts numbers: FL and FD as they are, DS by {@link DecimalStrings#format}. */
  public DicomDataset putNumbers(int tag, double... values) {
    VR vr = VR.valueOf(standardVr(tag).name());
    if (vr == VR.DS) {
      return put(
          tag, Arrays.stream(values).mapToObj(DecimalStrings::format).toArray(String[]::new));
    }
    attributes.setDouble(tag, vr, values);
    return this;
  }

  /**
   * Puts a value already encoded, as it is: the quick way for long decimal strings (ASCII, values
   * joined by a backslash). Padding to an even length is added on writing. The array is not copied.
   */
  public DicomDataset putEncoded(int tag, byte[] value) {
    return putEncoded(tag, standardVr(tag), value);
  }

  /** As {@link #putEncoded(int, byte[])}, with a given VR. */
  public DicomDataset putEncoded(int tag, DicomVr vr, byte[] value) {
    attributes.setBytes(tag, VR.valueOf(vr.name()), value);
    return this;
  }

  /** Puts the attribute with zero length, or a sequence without items. */
  public DicomDataset putEmpty(int tag) {
    DicomVr vr = standardVr(tag);
    if (vr == DicomVr.SQ) {
      attributes.newSequence(tag, 0);
    } else {
      attributes.setNull(tag, VR.valueOf(vr.name()));
    }
    return this;
  }

  /** Adds a new, empty item at the end of a sequence, which is made if need be. */
  public DicomDataset addItem(int tag) {
    Attributes item = new Attributes();
    attributes.ensureSequence(tag, 1).add(item);
    return new DicomDataset(item);
  }

  /** Takes the attribute out. */
  public DicomDataset remove(int tag) {
    attributes.remove(tag);
    return this;
  }

  /**
   * Copies attributes as they are, byte for byte, those of {@code tags} that {@code source} has,
   * and with them its SpecificCharacterSet, without which the bytes could not be read. If this data
   * set already has another character set, text is re-encoded instead.
   *
   * @throws IllegalArgumentException if re-encoding would lose a character
   */
  public DicomDataset copyFrom(DicomDataset source, int... tags) {
    AttributeCopy.copy(source.attributes, attributes, tags);
    return this;
  }

  /**
   * Whether both have the same attributes with the same values, however they are encoded (byte
   * order, implicit or explicit VR, sequence lengths). Text is compared as text.
   */
  public boolean hasSameContent(DicomDataset other) {
    return AttributeValues.same(attributes, other.attributes);
  }

  /**
   * Whether text of it, or of an item, has a byte above 127, whose letter a character set decides.
   */
  public boolean hasTextBeyondAscii() {
    return AttributeValues.hasTextBeyondAscii(attributes);
  }

  /** A deep copy that shares nothing that can be changed; text stays the bytes that were read. */
  public DicomDataset copy() {
    return new DicomDataset(AttributeCopy.deep(attributes));
  }

  /** The VR the standard has for a tag. */
  private static DicomVr standardVr(int tag) {
    DicomVr vr = DicomVr.of(ElementDictionary.vrOf(tag, null));
    if (vr == DicomVr.UN) {
      throw new IllegalArgumentException(
          DicomTag.format(tag) + " is not in the dictionary; give its VR");
    }
    return vr;
  }

  /** Number of attributes; no values, which may be a patient's. */
  @Override
  public String toString() {
    return "DicomDataset of " + attributes.size() + " attributes";
  }

  /** The tags of a list, for messages. */
  static String describe(int... tags) {
    List<String> names = new ArrayList<>();
    for (int tag : tags) {
      names.add(DicomTag.describe(tag));
    }
    return String.join(", ", names);
  }
}
