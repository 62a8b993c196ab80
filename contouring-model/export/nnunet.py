#!/usr/bin/env python3
"""Exports an nnU-Net v2 results folder (plans.json, dataset.json, fold_*/checkpoint_final.pth).

    python nnunet.py RESULTS/nnUNetTrainer__nnUNetPlans__3d_fullres models/<id>/<version> \
        --names names.yaml --spacing 0.3 6

names.yaml gives each label its meaning: {liver: {name: Liver, colour: [170, 70, 40], snomed: {...}}}.
Needs nnunetv2 and PyTorch 2.7.1 (requirements.txt): TorchScript of the engine's own version.
Cascades are refused: their second stage needs the first one's result as an input.
"""
import argparse
import json
import pathlib

import torch
import yaml
from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

from manifest import (Refused, bfloat16_option, frozen, golden_input, labels_of, memory_mb, reduced, reduced_name,
                      write_model)


def load_fold(folder, plans, configuration, channels, heads):
    checkpoint = torch.load(folder / "checkpoint_final.pth", map_location="cpu", weights_only=True)
    network = get_network_from_plans(
        configuration.network_arch_class_name, configuration.network_arch_init_kwargs,
        configuration.network_arch_init_kwargs_req_import, channels, heads, deep_supervision=False)
    network.load_state_dict(checkpoint["network_weights"])
    return network.eval(), checkpoint.get("inference_allowed_mirroring_axes") or []


def export(results, target, names=None, spacing=(0.3, 6.0), configuration_name="3d_fullres",
           crop_to_body=False, mirror=True, bfloat16=None):
    results = pathlib.Path(results)
    plans_json = json.loads((results / "plans.json").read_text())
    dataset = json.loads((results / "dataset.json").read_text())
    plans = PlansManager(plans_json)
    configuration = plans.get_configuration(configuration_name)
    if getattr(configuration, "previous_stage_name", None):
        raise Refused(configuration_name, "a cascade's later stage needs another network's result")
    if len(dataset["channel_names"]) != 1 or dataset["channel_names"]["0"] != "CT":
        raise Refused("channel_names", f"{dataset['channel_names']}: only a network of one CT channel can be run")
    labels = plans.get_label_manager(dataset)
    heads = labels.num_segmentation_heads
    folds, fast, mirror_axes = [], [], []
    for folder in sorted(results.glob("fold_*")):
        network, mirror_axes = load_fold(folder, plans, configuration, 1, heads)
        patch = list(configuration.patch_size)
        folds.append((folder.name + ".pt", frozen(network, patch)))
        if bfloat16:
            fast.append((reduced_name(folder.name + ".pt"), reduced(network, patch)))
    if not folds:
        raise Refused(str(results), "no fold_*/checkpoint_final.pth")
    check_resampling(configuration)
    threshold = {"anisotropy_threshold": 3}
    regions = labels.has_regions
    fields = {
        "title": dataset.get("name", results.parent.name)[:64],
        "licence": dataset.get("licence", "not stated"),
        "intended_use": dataset.get("description", "not stated") or "not stated",
        "clinical_use": False,
        "adult_only": False,
        "training_data": dataset.get("reference", "not stated") or "not stated",
        "engine_memory_mb": memory_mb(folds[0][1], patch),
        "input": {"modality": "CT", "orientation": "native", "padding_hu": -32768,
                  "transpose": list(plans.transpose_forward),
                  "least_spacing_mm": spacing[0], "most_spacing_mm": spacing[1],
                  "body_part": dataset.get("body_part", "any"), "shape_divisor": [1, 1, 1]},
        "preprocess": ([{"crop": {"to": "body", "margin_mm": 10}}] if crop_to_body
                       else [{"crop": {"to": "nonzero"}}]) + [
            *normalisation(plans, configuration),
            {"resample": {"spacing_mm": [float(s) for s in configuration.spacing], "order": 3,
                          "order_coarse": 0, "grid": "half_pixel", **threshold}}],
        "tiling": {"patch": [int(p) for p in patch], "placement": "even", "step": 0.5,
                   "weight": "gaussian", "centre": "floor_half", "sigma_share": 0.125,
                   "largest_weight": 10, "accumulate": "half"},
        "ensemble": {"mirror_axes": [int(a) for a in mirror_axes] if mirror else [],
                     "average": "logits"},
        "output": {"classes": heads, "activation": "sigmoid" if regions else "softmax",
                   "decode": "regions" if regions else "argmax", "invert": "logits", "order": 1,
                   "order_coarse": 0},
        "postprocess": [],
        "labels": label_list(dataset, names or {}),
    }
    if regions:
        fields["output"]["regions"] = [int(r) for r in dataset["regions_class_order"]]
    write_model(target, folds, golden_input(patch, heads), fields, fast=fast, fast_tolerance=bfloat16)


def normalisation(plans, configuration):
    scheme = configuration.normalization_schemes[0]
    ct = plans.foreground_intensity_properties_per_channel["0"]
    if scheme == "CTNormalization":
        return [{"ct_percentile": {"low": ct["percentile_00_5"], "high": ct["percentile_99_5"],
                                   "mean": ct["mean"], "std": ct["std"]}}]
    if scheme == "ZScoreNormalization" and not configuration.use_mask_for_norm[0]:
        return [{"zscore": {"nonzero_only": False}}]
    if scheme == "RescaleTo01Normalization":
        return [{"rescale01": {}}]
    if scheme == "NoNormalization":
        return []
    raise Refused(scheme, "this normalisation has no equal here")


def check_resampling(configuration):
    """The default functions with the default orders are what `resample` and `output` below mean."""
    wanted = {"resampling_fn_data": ("resampling_fn_data_kwargs", 3),
              "resampling_fn_probabilities": ("resampling_fn_probabilities_kwargs", 1)}
    for function, (arguments, order) in wanted.items():
        name, a = configuration.configuration[function], configuration.configuration[arguments]
        if name != "resample_data_or_seg_to_shape" or a.get("order") != order or a.get("order_z") != 0 \
                or a.get("force_separate_z") is not None:
            raise Refused(function, f"{name} with {a} has no equal here")


def label_list(dataset, names):
    regions = dataset.get("regions_class_order")
    entries = [(value if not isinstance(value, list) else regions[i - 1], name)
               for i, (name, value) in enumerate(dataset["labels"].items()) if name != "background"]
    return labels_of(entries, names)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results")
    parser.add_argument("target")
    parser.add_argument("--names")
    parser.add_argument("--spacing", type=float, nargs=2, default=(0.3, 6.0))
    parser.add_argument("--configuration", default="3d_fullres")
    parser.add_argument("--crop-to-body", action="store_true")
    parser.add_argument("--no-mirroring", action="store_true")
    bfloat16_option(parser)
    a = parser.parse_args()
    names = yaml.safe_load(pathlib.Path(a.names).read_text()) if a.names else None
    export(a.results, a.target, names, a.spacing, a.configuration, a.crop_to_body, not a.no_mirroring,
           a.bfloat16)


if __name__ == "__main__":
    main()
