/**
 * Services this node uses of its peers: C-STORE, C-ECHO, C-FIND, C-MOVE, storage commitment. Every
 * wait is bounded, every outcome is typed.
 */
package org.contourflow.dicom.net.scu;
