package org.contourflow.dicom;

import java.util.Locale;
import org.aoju.bus.image.galaxy.data.VR;

/** Value representations (PS3.5 6.2) and how their values compare. */
public enum DicomVr {
  AE(Kind.TEXT),
  AS(Kind.TEXT),
  AT(Kind.NUMBER),
  CS(Kind.TEXT),
  DA(Kind.DATE_TIME),
  DS(Kind.NUMBER),
  DT(Kind.DATE_TIME),
  FD(Kind.NUMBER),
  FL(Kind.NUMBER),
  IS(Kind.NUMBER),
  LO(Kind.TEXT),
  LT(Kind.TEXT),
  OB(Kind.BINARY),
  OD(Kind.BINARY),
  OF(Kind.BINARY),
  OL(Kind.BINARY),
  OW(Kind.BINARY),
  PN(Kind.TEXT),
  SH(Kind.TEXT),
  SL(Kind.NUMBER),
  SQ(Kind.SEQUENCE),
  SS(Kind.NUMBER),
  ST(Kind.TEXT),
  TM(Kind.DATE_TIME),
  UC(Kind.TEXT),
  UI(Kind.TEXT),
  UL(Kind.NUMBER),
  UN(Kind.BINARY),
  UR(Kind.TEXT),
  US(Kind.NUMBER),
  UT(Kind.TEXT);

  /** What a value is, for comparing it. */
  public enum Kind {
    TEXT,
    NUMBER,
    DATE_TIME,
    BINARY,
    SEQUENCE
  }

  private final Kind kind;

  DicomVr(Kind kind) {
    this.kind = kind;
  }

  /** What its values are. */
  public Kind kind() {
    return kind;
  }

  static DicomVr of(VR vr) {
    return valueOf(vr.name().toUpperCase(Locale.ROOT));
  }
}
