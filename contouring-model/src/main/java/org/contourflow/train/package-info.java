/**
 * Training of networks on the JVM: the network itself is TorchScript written once by {@code
 * train/network.py}; data, augmentation, optimiser, checkpoints and validation are Java.
 */
package org.contourflow.train;
