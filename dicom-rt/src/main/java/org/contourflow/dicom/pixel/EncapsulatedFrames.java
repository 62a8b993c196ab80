package org.contourflow.dicom.pixel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/** Joins the fragments of encapsulated pixel data to frames (PS3.5 A.4). */
final class EncapsulatedFrames {
  private static final int ITEM_HEADER = 8;

  private EncapsulatedFrames() {}

  static List<byte[]> split(DicomDataset image, int frames) throws PixelDecodeException {
    List<byte[]> fragments = image.fragments(DicomTag.PixelData);
    if (fragments.isEmpty()) {
      throw new PixelDecodeException("there is no encapsulated pixel data");
    }
    List<byte[]> joined;
    if (frames == 1) {
      joined = List.of(join(fragments));
    } else if (fragments.size() == frames) {
      joined = fragments;
    } else {
      byte[] table = image.basicOffsetTable(DicomTag.PixelData);
      joined = table.length > 0 ? byOffsets(fragments, table) : byStartMarker(fragments);
    }
    if (joined.size() != frames) {
      throw new PixelDecodeException(
          "pixel data has " + joined.size() + " frames, the header says " + frames);
    }
    return joined;
  }

  private static byte[] join(List<byte[]> fragments) {
    if (fragments.size() == 1) {
      return fragments.get(0);
    }
    ByteBuffer all = ByteBuffer.allocate(fragments.stream().mapToInt(f -> f.length).sum());
    fragments.forEach(all::put);
    return all.array();
  }

  private static List<byte[]> byOffsets(List<byte[]> fragments, byte[] table) {
    var offsets = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
    java.util.Set<Long> starts = new java.util.HashSet<>();
    while (offsets.remaining() >= 4) {
      starts.add(Integer.toUnsignedLong(offsets.getInt()));
    }
    List<List<byte[]>> frames = new ArrayList<>();
    long at = 0;
    for (byte[] fragment : fragments) {
      if (starts.contains(at) || frames.isEmpty()) {
        frames.add(new ArrayList<>());
      }
      frames.get(frames.size() - 1).add(fragment);
      at += ITEM_HEADER + fragment.length;
    }
    return frames.stream().map(EncapsulatedFrames::join).toList();
  }

  /** Without a table, a frame starts where a JPEG (FFD8) or JPEG 2000 (FF4F) stream does. */
  private static List<byte[]> byStartMarker(List<byte[]> fragments) {
    List<List<byte[]>> frames = new ArrayList<>();
    for (byte[] fragment : fragments) {
      boolean starts =
          fragment.length > 1
              && (fragment[0] & 0xFF) == 0xFF
              && ((fragment[1] & 0xFF) == 0xD8 || fragment[1] == 0x4F);
      if (starts || frames.isEmpty()) {
        frames.add(new ArrayList<>());
      }
      frames.get(frames.size() - 1).add(fragment);
    }
    return frames.stream().map(EncapsulatedFrames::join).toList();
  }
}
