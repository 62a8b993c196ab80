package org.contourflow.model.engine;

import java.nio.file.Path;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.manifest.ManifestException;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.CtVolume;

/** Manifests for networks that are Java functions. */
final class TestModels {
  private static final String SHA = "0".repeat(64);

  private TestModels() {}

  /** A model of two labels, Side_R (1) and Side_L (2), whose sections are given. */
  static RegisteredModel of(String input, String preprocess, String tiling, String ensemble) {
    return parsed(
        """
        manifest: 1
        family: tiled_network
        id: function
        version: '1'
        title: A function
        licence: none
        intended_use: a test
        clinical_use: false
        adult_only: false
        training_data: none
        weights: [{file: f.pt, sha256: '%1$s'}]
        golden:
          inputs: [{file: i.npy, sha256: '%1$s'}]
          outputs: [{file: o.npy, sha256: '%1$s'}]
          tolerance: 0.001
        input: {modality: CT, least_spacing_mm: 0.3, most_spacing_mm: 8, body_part: any, %2$s}
        preprocess: %3$s
        tiling: {%4$s}
        ensemble: {%5$s}
        output: {classes: 3, activation: softmax, decode: argmax, invert: logits, order: 1}
        labels:
        - {index: 1, name: Side_R, colour: [0, 0, 255], laterality: RIGHT, partner: Side_L}
        - {index: 2, name: Side_L, colour: [255, 0, 0], laterality: LEFT, partner: Side_R}
        """
            .formatted(SHA, input, preprocess, tiling, ensemble));
  }

  /**
   * A model in LPS of seven classes, of which 4 to 6 are told: Side_R, Side_L and Whole, which has
   * class 1 in it. The classes 1 to 3 are context, 2 and 3 of them a pair.
   */
  static RegisteredModel ofPart() {
    return parsed(
        """
        manifest: 1
        family: tiled_network
        id: function
        version: '1'
        title: A function
        licence: none
        intended_use: a test
        clinical_use: false
        adult_only: false
        training_data: none
        weights: [{file: f.pt, sha256: '%1$s'}]
        golden:
          inputs: [{file: i.npy, sha256: '%1$s'}]
          outputs: [{file: o.npy, sha256: '%1$s'}]
          tolerance: 0.001
        input:
          {modality: CT, least_spacing_mm: 0.3, most_spacing_mm: 8, body_part: any,
           orientation: LPS}
        preprocess: []
        tiling: {patch: [20, 48, 64], placement: whole}
        ensemble: {mirror_axes: [2], swap_labels: [{pair: [2, 3]}, {pair: [4, 5]}]}
        output: {classes: 7, activation: softmax, decode: argmax, invert: logits, order: 1}
        postprocess:
        - largest_component: {labels: [1]}
        - include: {label: 6, from: [1]}
        labels:
        - {index: 4, name: Side_R, colour: [0, 0, 255], laterality: RIGHT, partner: Side_L}
        - {index: 5, name: Side_L, colour: [255, 0, 0], laterality: LEFT, partner: Side_R}
        - {index: 6, name: Whole, colour: [0, 255, 0]}
        """
            .formatted(SHA));
  }

  private static RegisteredModel parsed(String yaml) {
    try {
      return new RegisteredModel(Path.of("."), ManifestReader.parse(yaml));
    } catch (ManifestException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** HU at a place of the patient. */
  @FunctionalInterface
  interface Hu {
    int at(PatientPoint point);
  }

  /** A CT about the origin, of 2 mm pixels and 3 mm slices. */
  static CtVolume ct(SliceOrientation orientation, int slices, int rows, int columns, Hu hu) {
    PatientPoint first = corner(orientation, slices, rows, columns);
    VoxelGrid grid = VoxelGrid.even(first, orientation, slices, rows, columns, 3, 2, 2);
    short[] values = new short[slices * rows * columns];
    int k = 0;
    for (int s = 0; s < slices; s++) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          values[k++] = (short) hu.at(grid.toPatient(new VoxelIndex(s, r, c)));
        }
      }
    }
    return CtVolume.wrap(grid, values);
  }

  private static PatientPoint corner(SliceOrientation o, int slices, int rows, int columns) {
    double along = -(columns - 1);
    double down = -(rows - 1);
    double through = -(slices - 1) * 1.5;
    Direction n = o.normal();
    return new PatientPoint(
        along * o.alongRow().x() + down * o.alongColumn().x() + through * n.x(),
        along * o.alongRow().y() + down * o.alongColumn().y() + through * n.y(),
        along * o.alongRow().z() + down * o.alongColumn().z() + through * n.z());
  }
}
