/**
 * How well two delineations agree, each measure defined once. Both masks must lie on the same grid.
 *
 * <p>Empty masks: where both are empty a measure is not a number (there is nothing to agree on);
 * where one is empty, Dice and surface Dice are 0 and distances are infinite.
 */
package org.contourflow.metrics;
