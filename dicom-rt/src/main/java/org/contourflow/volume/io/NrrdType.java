package org.contourflow.volume.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Voxel types of a NRRD that are read, with the names the format allows for each. */
enum NrrdType {
  INT8(1, "signed char", "int8", "int8_t"),
  UINT8(1, "uchar", "unsigned char", "uint8", "uint8_t"),
  INT16(2, "short", "short int", "signed short", "signed short int", "int16", "int16_t"),
  UINT16(2, "ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
  INT32(4, "int", "signed int", "int32", "int32_t"),
  UINT32(4, "uint", "unsigned int", "uint32", "uint32_t"),
  INT64(
      8,
      "longlong",
      "long long",
      "long long int",
      "signed long long",
      "signed long long int",
      "int64",
      "int64_t"),
  UINT64(8, "ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"),
  FLOAT(4, "float"),
  DOUBLE(8, "double");

  final int bytes;
  private final Set<String> names;

  NrrdType(int bytes, String... names) {
    this.bytes = bytes;
    this.names = Set.of(names);
  }

  static NrrdType of(String name, Path file) throws NrrdFormatException {
    for (NrrdType type : values()) {
      if (type.names.contains(name.toLowerCase(Locale.ROOT))) {
        return type;
      }
    }
    throw new NrrdFormatException(
        file, "voxel type '" + name + "' is not read; save it as uint8, int16 or float");
  }

  double read(ByteBuffer in, int index) {
    return switch (this) {
      case INT8 -> in.get(index);
      case UINT8 -> in.get(index) & 0xFF;
      case INT16 -> in.getShort(2 * index);
      case UINT16 -> in.getShort(2 * index) & 0xFFFF;
      case INT32 -> in.getInt(4 * index);
      case UINT32 -> in.getInt(4 * index) & 0xFFFFFFFFL;
      case INT64 -> in.getLong(8 * index);
      case UINT64 -> NiftiType.unsigned(in.getLong(8 * index));
      case FLOAT -> in.getFloat(4 * index);
      case DOUBLE -> in.getDouble(8 * index);
    };
  }
}
