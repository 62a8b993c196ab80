/** One manifest's network as a segmenter: prepare, tile, infer, blend, restore, post-process. */
package org.contourflow.model.engine;
