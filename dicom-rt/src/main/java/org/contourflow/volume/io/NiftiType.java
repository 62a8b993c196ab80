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
  UINT16(512, 2);

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

  double read(ByteBuffer in) {
    return switch (this) {
      case UINT8 -> in.get() & 0xFF;
      case INT8 -> in.get();
      case INT16 -> in.getShort();
      case UINT16 -> in.getShort() & 0xFFFF;
      case INT32 -> in.getInt();
      case FLOAT32 -> in.getFloat();
      case FLOAT64 -> in.getDouble();
    };
  }
}
