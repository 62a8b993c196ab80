package org.contourflow.dicom;

import java.util.Arrays;
import java.util.List;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.Fragments;
import org.aoju.bus.image.galaxy.data.Sequence;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.data.Value;

/** Copies attributes between data sets with the character set their bytes are written in. */
final class AttributeCopy {
  private AttributeCopy() {}

  /** The character set an item or data set declares itself or by its parents; may be empty. */
  static String[] declaredCharacterSet(Attributes attributes) {
    for (Attributes at = attributes; at != null; at = at.getParent()) {
      if (at.contains(DicomTag.SpecificCharacterSet)) {
        List<String> codes = AttributeValues.strings(at, DicomTag.SpecificCharacterSet);
        return codes.toArray(String[]::new);
      }
    }
    return new String[0];
  }

  static void copy(Attributes source, Attributes target, int... tags) {
    String[] from = declaredCharacterSet(source);
    String[] to = declaredCharacterSet(target);
    boolean adopt = to.length == 0 && from.length > 0;
    if (adopt) {
      // What the target holds so far is ASCII (put() sees to it), which every character set has.
      target.getRoot().setString(DicomTag.SpecificCharacterSet, VR.CS, from);
    }
    boolean verbatim = adopt || Arrays.equals(from, to);
    for (int tag : tags) {
      if (tag != DicomTag.SpecificCharacterSet) {
        copyOne(source, target, tag, verbatim);
      }
    }
  }

  /**
   * A deep copy, text as the bytes it was read in. The toolkit's own copy decodes the text of both,
   * which loses what the declared character set cannot say: a name in Latin-1 declared as UTF-8, or
   * one without any declaration.
   */
  static Attributes deep(Attributes source) {
    Attributes copy = new Attributes(source.bigEndian(), source.size());
    for (int tag : source.tags()) {
      copyOne(source, copy, tag, true);
    }
    return copy;
  }

  private static void copyOne(Attributes source, Attributes target, int tag, boolean verbatim) {
    VR.Holder holder = new VR.Holder();
    Object value = source.getValue(tag, holder);
    if (value == null) {
      return;
    }
    if (value instanceof Sequence items) {
      Sequence copies = target.newSequence(tag, items.size());
      for (Attributes item : items) {
        Attributes copy = new Attributes(target.bigEndian());
        copies.add(copy);
        for (int inner : item.tags()) {
          copyOne(item, copy, inner, verbatim);
        }
      }
    } else if (value == Value.NULL) {
      target.setNull(tag, holder.vr);
    } else if (value instanceof byte[] bytes
        && (verbatim || !holder.vr.useSpecificCharacterSet())) {
      boolean toggle = source.bigEndian() != target.bigEndian();
      target.setBytes(tag, holder.vr, toggle ? holder.vr.toggleEndian(bytes, true) : bytes.clone());
    } else if (value instanceof Fragments fragments) {
      target.newFragments(tag, holder.vr, fragments.size()).addAll(fragments);
    } else if (verbatim && value instanceof String[] texts) {
      target.setString(tag, holder.vr, texts.clone());
    } else if (verbatim && value instanceof String text) {
      target.setString(tag, holder.vr, text);
    } else if (!holder.vr.isStringType()) {
      target.addSelected(source, tag);
    } else {
      copyText(source, target, tag, holder.vr);
    }
  }

  private static void copyText(Attributes source, Attributes target, int tag, VR vr) {
    String[] texts = AttributeValues.strings(source, tag).toArray(String[]::new);
    for (String text : texts) {
      AttributeValues.requireWritable(target, tag, vr, text);
    }
    target.setString(tag, vr, texts);
  }
}
