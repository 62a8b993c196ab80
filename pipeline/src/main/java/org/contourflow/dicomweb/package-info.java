/** STOW-RS (PS3.18 10.5) as it is on the wire: requests read into intake, answers in DICOM JSON. */
package org.contourflow.dicomweb;
