package org.contourflow.rtstruct.write;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.contourflow.dicom.DicomUid;

/**
 * How a destination wants its structure sets; docs/contours.md gives the reason for each setting
 * and says what is known and what is caution.
 *
 * @param longestName longest ROI name accepted; longer ones are refused, never cut
 * @param softPointLimit a contour with more points is thinned further, up to the thinning's cap of
 *     under half a pixel; one that still has more is written and noted. Empty: no limit
 * @param transferSyntaxUid for files and associations
 */
public record DestinationProfile(
    String name,
    HoleEncoding holes,
    EmptyRoiPolicy emptyRoi,
    int longestName,
    NameCase nameCase,
    OptionalInt softPointLimit,
    String transferSyntaxUid) {

  /** How holes are written (PS3.3 C.8.8.6.3). */
  public enum HoleEncoding {
    /** One loop with a channel of zero width: union readers and XOR readers get it right. */
    KEYHOLE,
    /** All loops of a ROI that has a hole are CLOSEDPLANAR_XOR. */
    XOR
  }

  /** What becomes of a structure without contours; the run log says "absent" either way. */
  public enum EmptyRoiPolicy {
    /** Nothing of it is written. */
    LEAVE_OUT,
    /** ROI and observation stay, the ROI Contour item is left out. */
    KEEP_WITHOUT_CONTOUR_ITEM,
    /** ROI, observation and a ROI Contour item without ContourSequence. */
    KEEP_WITH_EMPTY_CONTOUR_ITEM
  }

  /** Letter case of ROI names. */
  public enum NameCase {
    AS_GIVEN,
    UPPER
  }

  /**
   * Points whose ContourData stays below 65,534 bytes at up to 27 bytes a point, the most any
   * explicit VR syntax can hold.
   */
  public static final int POINTS_FOR_EXPLICIT_VR = 2400;

  /** Works with every reader known to the project. */
  public static final DestinationProfile GENERIC = keyhole("generic", EmptyRoiPolicy.LEAVE_OUT);

  public static final DestinationProfile ECLIPSE = keyhole("eclipse", EmptyRoiPolicy.LEAVE_OUT);

  public static final DestinationProfile RAYSTATION =
      keyhole("raystation", EmptyRoiPolicy.KEEP_WITHOUT_CONTOUR_ITEM);

  public static final DestinationProfile PINNACLE = keyhole("pinnacle", EmptyRoiPolicy.LEAVE_OUT);

  public static final DestinationProfile MONACO = keyhole("monaco", EmptyRoiPolicy.LEAVE_OUT);

  /** All named profiles. */
  public static final List<DestinationProfile> ALL =
      List.of(GENERIC, ECLIPSE, RAYSTATION, PINNACLE, MONACO);

  public DestinationProfile {
    if (longestName < 1 || longestName > Roi.LONGEST_NAME) {
      throw new IllegalArgumentException("the longest ROI name is 1 to 64 characters");
    }
  }

  private static DestinationProfile keyhole(String name, EmptyRoiPolicy emptyRoi) {
    return new DestinationProfile(
        name,
        HoleEncoding.KEYHOLE,
        emptyRoi,
        16,
        NameCase.AS_GIVEN,
        OptionalInt.of(POINTS_FOR_EXPLICIT_VR),
        DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
  }

  /**
   * The profile of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static DestinationProfile named(String name) {
    return ALL.stream()
        .filter(p -> p.name.equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no destination profile '"
                        + name
                        + "'; there are "
                        + ALL.stream().map(DestinationProfile::name).toList()));
  }

  /** The same with another hole encoding. */
  public DestinationProfile withHoles(HoleEncoding encoding) {
    return new DestinationProfile(
        name, encoding, emptyRoi, longestName, nameCase, softPointLimit, transferSyntaxUid);
  }

  /** The same with another policy for structures that were not found. */
  public DestinationProfile withEmptyRoi(EmptyRoiPolicy policy) {
    return new DestinationProfile(
        name, holes, policy, longestName, nameCase, softPointLimit, transferSyntaxUid);
  }

  String nameOf(Roi roi) {
    return nameCase == NameCase.UPPER ? roi.name().toUpperCase(Locale.ROOT) : roi.name();
  }
}
