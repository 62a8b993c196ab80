/** What a clinic wants done with a series. */
package org.contourflow.protocols;
