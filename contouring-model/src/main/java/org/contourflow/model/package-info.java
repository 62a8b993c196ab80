/**
 * The port a network stands behind ({@link org.contourflow.model.Segmenter}), what it returns, and
 * what identifies it. Pure Java: the engine is in {@code org.contourflow.model.djl} only.
 */
package org.contourflow.model;
