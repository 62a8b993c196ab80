/**
 * What arrives: files of the inbox and instances of the listener are stored safely, series are
 * watched until they are whole, and what cannot be used is kept in quarantine with its reason.
 */
package org.contourflow.intake;
