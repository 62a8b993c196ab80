/** A candidate beside the model in service: it contours too, is measured, and delivers nothing. */
package org.contourflow.model.shadow;
