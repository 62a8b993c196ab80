package org.contourflow.geometry;

/** The whole-numbered address of a voxel. */
public record VoxelIndex(int slice, int row, int column) {}
