/**
 * The folders of a home, safe file operations in them, and the quarantine where nothing is lost.
 */
package org.contourflow.home;
