package org.contourflow.dicom;

/**
 * A file read up to its pixel data.
 *
 * @param fileMeta group 0002; empty for a bare data set
 * @param dataset everything before (7FE0,0010); all of it when there is no pixel data
 * @param transferSyntaxUid as the file says, or as recognised for a bare data set
 * @param pixelData what is known of the pixel data without reading it
 * @param passedOverBytes of values that were not read for their length, as a vendor's private data
 */
public record DicomHeader(
    DicomDataset fileMeta,
    DicomDataset dataset,
    String transferSyntaxUid,
    PixelDataInfo pixelData,
    long passedOverBytes) {

  /**
   * The pixel data element.
   *
   * @param present whether there is one
   * @param encapsulated whether it is fragments (of undefined length) rather than plain pixels
   * @param declaredBytes its length as declared; 0 when encapsulated or absent
   * @param availableBytes bytes of the file from its value on; {@link Long#MAX_VALUE} when not
   *     known (deflated, or from a stream)
   */
  public record PixelDataInfo(
      boolean present, boolean encapsulated, long declaredBytes, long availableBytes) {}
}
