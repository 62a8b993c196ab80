/**
 * Immutable voxel data on a {@link org.contourflow.geometry.VoxelGrid}: CT in HU, binary masks,
 * label maps, probability maps. Flat storage is row-major {@code [slice][row][column]} everywhere.
 */
package org.contourflow.volume;
