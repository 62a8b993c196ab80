/** Reads counts and events of a hospital, and tells what is odd in them. */
package org.contourflow.demand.data;
