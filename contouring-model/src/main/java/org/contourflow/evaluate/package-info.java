/** How well a model's contours agree with reference contours, in figures and pictures. */
package org.contourflow.evaluate;
