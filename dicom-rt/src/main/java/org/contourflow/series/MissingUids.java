package org.contourflow.series;

/**
 * What to do with images that an anonymiser has robbed of their study, series, SOP or frame of
 * reference UIDs.
 *
 * <p>A structure set for such images refers to UIDs that no archive and no TPS knows, so hospitals
 * refuse them; research data is often like that.
 */
public enum MissingUids {
  /** Refuse the image. The default. */
  REFUSE,
  /**
   * Take SOP UIDs from the file meta information, or else make them of the file's bytes; make study
   * and series UIDs of the frame of reference, or that of the series: the same for the same images
   * every time ({@code 2.25.} and a UUID of the content, PS3.5 B.2).
   */
  DERIVE
}
