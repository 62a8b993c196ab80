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

import numpy as np
import torch
import yaml
from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

from manifest import write_model


class ChannelsLast(torch.nn.Module):
    """Runs a network in channels_last_3d: the layout in which no kernel was seen to be wrong."""

    def __init__(self, network):
        super().__init__()
        self.network = network.to(memory_format=torch.channels_last_3d)

    def forward(self, x):
        y = self.network(x.contiguous(memory_format=torch.channels_last_3d))
        return y.contiguous().float()


def load_fold(folder, plans, configuration, channels, heads):
    checkpoint = torch.load(folder / "checkpoint_final.pth", map_location="cpu", weights_only=True)
    network = get_network_from_plans(
        configuration.network_arch_class_name, configuration.network_arch_init_kwargs,
        configuration.network_arch_init_kwargs_req_import, channels, heads, deep_supervision=False)
    network.load_state_dict(checkpoint["network_weights"])
    return network.eval(), checkpoint.get("inference_allowed_mirroring_axes") or []


def export(results, target, names=None, spacing=(0.3, 6.0), configuration_name="3d_fullres",
           crop_to_body=False, mirror=True):
    results = pathlib.Path(results)
    plans_json = json.loads((results / "plans.json").read_text())
    dataset = json.loads((results / "dataset.json").read_text())
    plans = PlansManager(plans_json)
    configuration = plans.get_configuration(configuration_name)
    if getattr(configuration, "previous_stage_name", None):
        raise SystemExit("a cascade's later stage needs another network's result: refused")
    if len(dataset["channel_names"]) != 1 or dataset["channel_names"]["0"] != "CT":
        raise SystemExit("only a network of one CT channel can be run")
    labels = plans.get_label_manager(dataset)
    heads = labels.num_segmentation_heads
    folds, mirror_axes = [], []
    for folder in sorted(results.glob("fold_*")):
        network, mirror_axes = load_fold(folder, plans, configuration, 1, heads)
        patch = list(configuration.patch_size)
        with torch.no_grad():
            scripted = torch.jit.trace(ChannelsLast(network), torch.zeros([1, 1] + patch))
        folds.append((folder.name + ".pt", torch.jit.freeze(scripted.eval())))
    ct = plans.foreground_intensity_properties_per_channel["0"]
    threshold = {"anisotropy_threshold": 3}
    regions = labels.has_regions
    rng = np.random.default_rng(1)
    golden = rng.normal(0, 1, [1, 1] + patch).astype(np.float32)
    fields = {
        "title": dataset.get("name", results.parent.name)[:64],
        "licence": dataset.get("licence", "not stated"),
        "intended_use": dataset.get("description", "not stated") or "not stated",
        "clinical_use": False,
        "adult_only": False,
        "training_data": dataset.get("reference", "not stated") or "not stated",
        "engine_memory_mb": 1500,
        "input": {"modality": "CT", "orientation": "native", "padding_hu": -32768,
                  "transpose": list(plans.transpose_forward),
                  "least_spacing_mm": spacing[0], "most_spacing_mm": spacing[1],
                  "body_part": dataset.get("body_part", "any"), "shape_divisor": [1, 1, 1]},
        "preprocess": ([{"crop": {"to": "body", "margin_mm": 10}}] if crop_to_body
                       else [{"crop": {"to": "nonzero"}}]) + [
            {"ct_percentile": {"low": ct["percentile_00_5"], "high": ct["percentile_99_5"],
                               "mean": ct["mean"], "std": ct["std"]}},
            {"resample": {"spacing_mm": [float(s) for s in configuration.spacing], "order": 3,
                          "order_coarse": 0, "grid": "half_pixel", **threshold}}],
        "tiling": {"patch": [int(p) for p in patch], "placement": "even", "step": 0.5,
                   "weight": "gaussian", "centre": "floor_half", "sigma_share": 0.125},
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
    write_model(target, folds, golden, fields)


def label_list(dataset, names):
    out = []
    for i, (name, value) in enumerate(dataset["labels"].items()):
        index = value if not isinstance(value, list) else dataset["regions_class_order"][i - 1]
        if name == "background":
            continue
        meaning = dict(names.get(name, {}))
        out.append({"index": int(index), "name": meaning.pop("name", name[:16]),
                    "colour": meaning.pop("colour", [(67 * i) % 256, (139 * i) % 256, 200]), **meaning})
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results")
    parser.add_argument("target")
    parser.add_argument("--names")
    parser.add_argument("--spacing", type=float, nargs=2, default=(0.3, 6.0))
    parser.add_argument("--configuration", default="3d_fullres")
    parser.add_argument("--crop-to-body", action="store_true")
    parser.add_argument("--no-mirroring", action="store_true")
    a = parser.parse_args()
    names = yaml.safe_load(pathlib.Path(a.names).read_text()) if a.names else None
    export(a.results, a.target, names, a.spacing, a.configuration, a.crop_to_body, not a.no_mirroring)


if __name__ == "__main__":
    main()
