package org.contourflow.seg;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.contourflow.geometry.VoxelGrid;

/**
 * Which frames an instance has, and their pixels: BINARY one a segment and slice with a voxel,
 * LABELMAP one a slice of the CT.
 */
final class FramePlan {
  private final List<Segment> segments;
  private final VoxelGrid grid;
  private final SegmentationForm form;
  private final List<Frame> frames;

  /**
   * One frame.
   *
   * @param segment from 1; 0: of all segments
   * @param slice of the CT's grid, from 0
   */
  record Frame(int segment, int slice) {}

  private FramePlan(
      List<Segment> segments, VoxelGrid grid, SegmentationForm form, List<Frame> frames) {
    this.segments = segments;
    this.grid = grid;
    this.form = form;
    this.frames = frames;
  }

  static FramePlan of(List<Segment> segments, VoxelGrid grid, SegmentationForm form) {
    List<Frame> frames = new ArrayList<>();
    if (form == SegmentationForm.LABELMAP) {
      for (int slice = 0; slice < grid.slices(); slice++) {
        frames.add(new Frame(0, slice));
      }
    } else {
      for (int i = 0; i < segments.size(); i++) {
        for (int slice = 0; slice < grid.slices(); slice++) {
          if (!segments.get(i).mask().isSliceEmpty(slice)) {
            frames.add(new Frame(i + 1, slice));
          }
        }
      }
    }
    return new FramePlan(segments, grid, form, frames);
  }

  List<Frame> frames() {
    return frames;
  }

  boolean isLabelMap() {
    return form == SegmentationForm.LABELMAP;
  }

  private long pixelsOfFrame() {
    return (long) grid.rows() * grid.columns();
  }

  /** Bytes of PixelData, before padding to an even length. */
  long pixelBytes() {
    long pixels = pixelsOfFrame() * frames.size();
    return isLabelMap() ? pixels : (pixels + 7) / 8;
  }

  /** PixelData of even length; bits run on from frame to frame (PS3.5 8.1.1). */
  byte[] pixels() {
    long bytes = pixelBytes();
    byte[] pixels = new byte[Math.toIntExact(bytes + bytes % 2)];
    if (isLabelMap()) {
      labels(pixels);
    } else {
      bits(pixels);
    }
    return pixels;
  }

  private void labels(byte[] pixels) {
    for (int i = 0; i < segments.size(); i++) {
      BitSet bits = segments.get(i).mask().toBitSet();
      byte label = (byte) (i + 1);
      for (int at = bits.nextSetBit(0); at >= 0; at = bits.nextSetBit(at + 1)) {
        pixels[at] = label;
      }
    }
  }

  private void bits(byte[] pixels) {
    long first = 0;
    for (Frame frame : frames) {
      BitSet bits = segments.get(frame.segment() - 1).mask().slice(frame.slice());
      for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
        long at = first + i;
        pixels[(int) (at >>> 3)] |= (byte) (1 << (at & 7));
      }
      first += pixelsOfFrame();
    }
  }
}
