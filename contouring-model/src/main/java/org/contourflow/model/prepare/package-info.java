/**
 * From a CT to what a network was trained on: orient, crop, normalise, resample, in the manifest's
 * order and by its conventions. Each step also says where every CT voxel went, which is all that
 * the way back needs. Pure Java arrays.
 */
package org.contourflow.model.prepare;
