/**
 * The only home of the DICOM toolkit: data sets and Part 10 files, in and out, as the project's own
 * types.
 *
 * <p>The toolkit is dcm4che's code as {@code org.aoju:bus-image}. Its traps (default character set,
 * empty offset tables, native readers, unchecked exceptions, stack overflow on hostile nesting) are
 * handled here and nowhere else; see {@link org.contourflow.dicom.DicomToolkit}.
 */
package org.contourflow.dicom;
