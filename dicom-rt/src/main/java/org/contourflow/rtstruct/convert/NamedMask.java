package org.contourflow.rtstruct.convert;

import org.contourflow.volume.BinaryMask;

/** A structure's name and voxels, on whatever grid its file has. */
public record NamedMask(String name, BinaryMask mask) {}
