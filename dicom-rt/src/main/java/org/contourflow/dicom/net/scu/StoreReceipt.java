package org.contourflow.dicom.net.scu;

import java.nio.file.Path;

/**
 * The receipt of one file.
 *
 * @param sopClassUid empty if the file could not be read
 * @param sopInstanceUid empty if the file could not be read
 */
public record StoreReceipt(
    Path file, String sopClassUid, String sopInstanceUid, StoreOutcome outcome) {}
