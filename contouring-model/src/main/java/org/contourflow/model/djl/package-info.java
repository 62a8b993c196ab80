/**
 * The only home of {@code ai.djl}: TorchScript networks run by libtorch in this process. Plain
 * buffers in and out, never an NDArray; offline.
 */
package org.contourflow.model.djl;
