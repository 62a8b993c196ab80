/**
 * What a careful reviewer would notice at once about a set of contours: a finding never stops a
 * case and never changes a contour; it tells the person who must approve it where to look first.
 */
package org.contourflow.qa;
