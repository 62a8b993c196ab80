/** Contoured patients as training and judging take them: read, cut, coded, cached. */
package org.contourflow.train.data;
