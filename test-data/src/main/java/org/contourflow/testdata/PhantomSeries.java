package org.contourflow.testdata;

import java.nio.file.Path;
import java.util.List;

/**
 * A written series.
 *
 * @param files one a slice, along the normal; names say nothing about the order
 * @param instanceUids SOPInstanceUIDs, along the normal
 * @param extraFiles files beyond one a slice: the duplicates asked for
 */
public record PhantomSeries(
    Path folder,
    List<Path> files,
    List<String> instanceUids,
    List<Path> extraFiles,
    PhantomUids uids,
    PhantomTruth truth) {
  public PhantomSeries {
    files = List.copyOf(files);
    instanceUids = List.copyOf(instanceUids);
    extraFiles = List.copyOf(extraFiles);
  }
}
