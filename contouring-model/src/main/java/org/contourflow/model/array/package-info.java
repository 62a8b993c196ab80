/** A network's array: its shape and spacing, its values, and where the CT's voxels are in it. */
package org.contourflow.model.array;
