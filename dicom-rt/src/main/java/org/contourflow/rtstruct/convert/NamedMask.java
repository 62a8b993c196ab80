package org.contourflow.rtstruct.convert;

import java.util.List;
import java.util.Optional;
import org.contourflow.structure.RoiColour;
import org.contourflow.volume.BinaryMask;

/**
 * A structure's name and voxels, on whatever grid its file has.
 *
 * @param colour as its file says; mostly empty
 * @param notes what a person must know of its file
 * @param placedTwice whether its file contradicts itself about its place in the patient
 */
public record NamedMask(
    String name,
    BinaryMask mask,
    Optional<RoiColour> colour,
    List<String> notes,
    boolean placedTwice) {
  public NamedMask {
    notes = List.copyOf(notes);
  }
}
