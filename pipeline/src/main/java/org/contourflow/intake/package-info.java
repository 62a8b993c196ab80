/**
 * What arrives: files of the inbox and instances of the listener are examined and stored safely,
 * each with its row, or kept in quarantine with the reason.
 */
package org.contourflow.intake;
