package org.contourflow.volume.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Voxel types read and written, with NIfTI's codes. */
enum NiftiType {
  UINT8(2, 1),
  INT16(4, 2),
  INT32(8, 4),
  FLOAT32(16, 4),
  FLOAT64(64, 8),
  INT8(256, 1),
  UINT16(512, 2),
  UINT32(768, 4),
  INT64(1024, 8),
  UINT64(1280, 8);

  final int code;
  final int bytes;

  NiftiType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  static NiftiType of(int code, Path file) throws NiftiFormatException {
    for (NiftiType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new NiftiFormatException(
        file, "voxel type " + code + " is not read; save it as int16, uint16, uint8 or float32");
  }

  /** Whether its values are whole numbers that may be too large for 32-bit floats. */
  boolean isLongInteger() {
    return this == INT32 || this == UINT32 || this == INT64 || this == UINT64;
  }

  /** As a double, to 53 bits. */
  static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0;
  }

  double read(ByteBuffer in) {
    return switch (this) {
      case UINT8 -> in.get() & 0xFF;
      case INT8 -> in.get();
      case INT16 -> in.getShort();
      case UINT16 -> in.getShort() & 0xFFFF;
      case INT32 -> in.getInt();
      case UINT32 -> in.getInt() & 0xFFFFFFFFL;
      case INT64 -> in.getLong();
      case UINT64 -> unsigned(in.getLong());
      case FLOAT32 -> in.getFloat();
      case FLOAT64 -> in.getDouble();
    };
  }
}
