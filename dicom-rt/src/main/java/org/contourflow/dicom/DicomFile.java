package org.contourflow.dicom;

/**
 * A Part 10 file, or a bare data set, as read.
 *
 * @param fileMeta group 0002; empty for a bare data set
 * @param dataset everything else
 * @param transferSyntaxUid as the file says, or as recognised for a bare data set
 */
public record DicomFile(DicomDataset fileMeta, DicomDataset dataset, String transferSyntaxUid) {}
