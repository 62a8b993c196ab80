/**
 * What a network needs to run here as in its own framework ({@code model.yaml}), the folder where
 * models are kept, and the checks before one is in service.
 */
package org.contourflow.model.manifest;
