package org.contourflow.train.data;

/** Classes and codes of the scheme of OpenKBP's seven organs, as tests write them. */
public final class SevenOrgans {
  public static final LabelScheme SCHEME = LabelScheme.openKbp();
  public static final int CLASSES = 8;
  public static final int CORD = 2;
  public static final int PAROTID_R = 3;
  public static final int PAROTID_L = 4;
  public static final int LARYNX = 6;
  public static final int MANDIBLE = 7;
  public static final int CORD_UNKNOWN = 8;
  public static final int IGNORED = 255;

  private SevenOrgans() {}
}
