#!/usr/bin/env python3
"""Exports a segmentation model of InnerEye-DeepLearning: checkpoints of PyTorch Lightning and its settings.

    python innereye.py settings.yaml models/<id>/<version> fold0.ckpt [fold1.ckpt ...]

InnerEye keeps a model's settings in a Python class; settings.yaml holds the values of that class under
InnerEye's own names (docs/models.md lists them). A setting not known here is refused by its name.
Only the architecture UNet3D is known; its widths and depth are read from the checkpoint. Only tensors
are read from a checkpoint. Several checkpoints are an ensemble: the mean of their posteriors.
"""
import argparse
import pathlib

import torch
import torch.nn as nn
import yaml

from manifest import (Refused, bfloat16_option, frozen, golden_input, labels_of, memory_mb, reduced, reduced_name,
                      write_model)

KNOWN = {"architecture", "kernel_size", "downsampling_factor", "downsampling_dilation", "padding_mode",
         "ground_truth_ids", "ground_truth_ids_display_names", "colours", "image_channels", "norm_method", "level",
         "window", "output_range", "test_crop_size", "inference_stride_size", "posterior_smoothing_mm",
         "largest_connected_component_foreground_classes", "slice_exclusion_rules", "summed_probability_rules",
         "disable_extra_postprocessing", "dataset_expected_spacing_xyz", "title", "licence", "intended_use",
         "training_data", "body_part", "adult_only", "names", "resample"}


class Layer(nn.Module):
    """Convolution without bias, batch norm, ReLU; each of the latter two may be left out."""

    def __init__(self, channels, kernel, stride=(1, 1, 1), dilation=(1, 1, 1), norm=True, activation=True):
        super().__init__()
        padding = tuple(0 if k == 1 else (k - 1) // 2 + d - 1 for k, d in zip(kernel, dilation))
        self.conv1 = nn.Conv3d(channels[0], channels[1], kernel, stride, padding, dilation, bias=False)
        self.bn1 = nn.BatchNorm3d(channels[1]) if norm else None
        self.activation = nn.ReLU() if activation else None

    def forward(self, x):
        x = self.conv1(x)
        x = self.bn1(x) if self.bn1 is not None else x
        return self.activation(x) if self.activation is not None else x


class Down(nn.Module):
    def __init__(self, channels, kernel, stride, dilation):
        super().__init__()
        self.block1 = Layer(channels, kernel, stride)
        self.block2 = Layer((channels[1], channels[1]), kernel, dilation=dilation)

    def forward(self, x):
        x = self.block1(x)
        return self.block2(x) + x


class Up(nn.Module):
    """Strided transposed convolution of twice the stride's size."""

    def __init__(self, channels, factor):
        super().__init__()
        kernel = tuple(2 * f if f > 1 else 1 for f in factor)
        padding = tuple(0 if k == 1 else (k - 1) // 2 for k in kernel)
        self.upsample_block = nn.Sequential(
            nn.ConvTranspose3d(channels[0], channels[1], kernel, factor, padding),
            nn.BatchNorm3d(channels[1]), nn.ReLU())

    def forward(self, x):
        return self.upsample_block(x)


class Join(nn.Module):
    """What came up and what was skipped, each through its own convolution, added."""

    def __init__(self, width, kernel):
        super().__init__()
        channels = (width, width)
        self.conv1 = Layer(channels, kernel, norm=False, activation=False)
        self.conv2 = Layer(channels, kernel, norm=False, activation=False)
        self.activation_block = nn.Sequential(nn.BatchNorm3d(width), nn.ReLU())
        self.block2 = Layer(channels, kernel)

    def forward(self, x, skip):
        x = self.activation_block(self.conv1(x) + self.conv2(skip))
        return self.block2(x) + x


class UNet3D(nn.Module):
    """InnerEye's UNet3D in our words: residual blocks, strided convolutions down and up, parameter names
    as in its checkpoints."""

    def __init__(self, width, classes, depth=4, kernel=(3, 3, 3), factor=(2, 2, 2), dilation=(1, 1, 1)):
        super().__init__()
        self.depth = depth
        layers = [Down((1, width), kernel, (1, 1, 1), (1, 1, 1))]
        for i in range(depth):
            layers.append(Down((width << i, width << i + 1), kernel, factor, dilation))
        for i in range(depth, 0, -1):
            layers.append(Up((width << i, width << i - 1), factor))
            layers.append(Join(width << i - 1, kernel))
        self._layers = nn.ModuleList(layers)
        self.output_layer = nn.Conv3d(width, classes, 1)

    def forward(self, x):
        skips = []
        for i, layer in enumerate(self._layers):
            x = layer(x, skips.pop()) if isinstance(layer, Join) else layer(x)
            if i < self.depth:
                skips.append(x)
        return self.output_layer(x)


def triple(value):
    return tuple(int(v) for v in (value if isinstance(value, (list, tuple)) else [value] * 3))


def load_fold(path, settings):
    if not pathlib.Path(path).is_file():
        raise Refused(str(path), "there is no such file")
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as e:  # the unpickler says which class it will not make
        raise Refused(str(path), "holds more than tensors and plain values (" + str(e).splitlines()[0] + ");"
                      " save torch.save({'state_dict': checkpoint['state_dict']}, ...) where you trust it")
    if "state_dict" not in checkpoint:
        raise Refused(str(path), "has no state_dict: not a checkpoint of PyTorch Lightning")
    state = {k[len("model."):]: v for k, v in checkpoint["state_dict"].items() if k.startswith("model.")}
    if "output_layer.weight" not in state or "_layers.0.block1.conv1.weight" not in state:
        raise Refused(str(path), "its parameters are not those of UNet3D")
    first = state["_layers.0.block1.conv1.weight"]
    if first.shape[1] != 1:
        raise Refused(str(path), f"{first.shape[1]} input channels: only one can be run")
    depth = sum(1 for k in state if k.endswith(".upsample_block.0.weight"))
    network = UNet3D(first.shape[0], state["output_layer.weight"].shape[0], depth, triple(first.shape[2:]),
                     triple(settings.get("downsampling_factor", 2)), triple(settings.get("downsampling_dilation", 1)))
    try:
        network.load_state_dict(state)
    except RuntimeError as e:
        raise Refused(str(path), "does not fit UNet3D: " + str(e).splitlines()[1].strip())
    return network.eval(), depth


def check(settings):
    for key in settings:
        if key not in KNOWN:
            raise Refused(key, "this setting is not known here; leave it out if it is of training only")
    fixed = {"architecture": "UNet3D", "norm_method": "CT Window"}
    for key, wanted in fixed.items():
        if str(settings.get(key, wanted)) not in (wanted, wanted.replace(" ", "")):
            raise Refused(key, f"{settings[key]} has no equal here; only {wanted} has")
    if settings.get("summed_probability_rules"):
        raise Refused("summed_probability_rules", "has no equal here")
    if settings.get("padding_mode", "edge") not in ("edge", "constant"):
        raise Refused("padding_mode", f"{settings['padding_mode']} has no equal here; edge and constant have")
    if len(settings.get("image_channels", ["ct"])) != 1:
        raise Refused("image_channels", "only one input channel can be run")


def preprocess(settings):
    low, high = settings.get("output_range", [-1, 1])
    level, window = settings["level"], settings["window"]
    if (low, high) == (-1, 1):
        steps = [{"window": {"level": float(level), "width": float(window)}}]
    else:
        steps = [{"range": {"from_low": level - window / 2, "from_high": level + window / 2, "to_low": float(low),
                            "to_high": float(high), "clip": True}}]
    spacing = settings.get("dataset_expected_spacing_xyz")
    if spacing and settings.get("resample", True):
        steps.insert(0, {"resample": {"spacing_mm": [float(s) for s in reversed(spacing)], "order": 1,
                                      "grid": "corner_centre", "skip_tolerance_mm": 0.1}})
    return steps


def postprocess(settings, index):
    steps = []
    for item in settings.get("largest_connected_component_foreground_classes") or []:
        name, limit = item if isinstance(item, list) else (item, None)
        # A deletion limit of one half or more leaves InnerEye with the largest component only.
        share = float(limit) if limit is not None and limit < 0.5 else 1.0
        steps.append({"largest_component": {"labels": [index[name]], "keep_share": share, "share_of": "all",
                                            "neighbours": "faces"}})
    rules = settings.get("slice_exclusion_rules") or []
    for rule in [] if settings.get("disable_extra_postprocessing") else rules:
        steps.append({"slice_exclusion": {
            "higher": index[rule["higher_class"]], "lower": index[rule["lower_class"]],
            "winner": "higher" if rule["higher_dominates"] else "lower"}})
    return steps


def export(settings, target, checkpoints, bfloat16=None):
    check(settings)
    patch, stride = triple(settings["test_crop_size"]), triple(settings["inference_stride_size"])
    folds, fast = [], []
    for i, path in enumerate(checkpoints):
        network, depth = load_fold(path, settings)
        folds.append((f"fold_{i}.pt", frozen(network, patch)))
        if bfloat16:
            fast.append((reduced_name(f"fold_{i}.pt"), reduced(network, patch)))
    divisor = [f ** depth for f in triple(settings.get("downsampling_factor", 2))]
    names = settings["ground_truth_ids"]
    index = {name: i + 1 for i, name in enumerate(names)}
    display = settings.get("ground_truth_ids_display_names") or names
    meanings = {n: {"name": display[i][:16], **({"colour": settings["colours"][i]} if "colours" in settings else {}),
                    **settings.get("names", {}).get(n, {})} for i, n in enumerate(names)}
    spacing = settings.get("dataset_expected_spacing_xyz")
    fixed = spacing and not settings.get("resample", True)
    output = {"classes": len(names) + 1, "activation": "softmax", "decode": "argmax", "invert": "probabilities",
              "order": 1}
    if settings.get("posterior_smoothing_mm"):
        output["posterior_smoothing_mm"] = [float(v) for v in settings["posterior_smoothing_mm"]]
    fields = {
        "title": str(settings.get("title", "InnerEye model"))[:64],
        "licence": settings.get("licence", "not stated"),
        "intended_use": settings.get("intended_use", "not stated"),
        "clinical_use": False, "adult_only": bool(settings.get("adult_only", False)),
        "training_data": settings.get("training_data", "not stated"),
        "engine_memory_mb": memory_mb(folds[0][1], patch),
        # InnerEye reads images as z, y, x of LPS-stacked slices, and exclusion rules count z towards the head.
        "input": {"modality": "CT", "orientation": "LPS", "axis_order": "zyx", "padding_hu": -32768,
                  "least_spacing_mm": min(spacing) - 0.1 if fixed else 0.3,
                  "most_spacing_mm": max(spacing) + 0.1 if fixed else 6.0,
                  "body_part": settings.get("body_part", "any"), "shape_divisor": divisor},
        "preprocess": preprocess(settings),
        "tiling": {"patch": list(patch), "placement": "centres", "step": [s / p for s, p in zip(stride, patch)],
                   "pad_value": 0.0, "pad_replicate": settings.get("padding_mode", "edge") == "edge"},
        "ensemble": {"average": "probabilities"},
        "output": output,
        "postprocess": postprocess(settings, index),
        "labels": labels_of([(i + 1, n) for i, n in enumerate(names)], meanings),
    }
    write_model(target, folds, golden_input(patch, len(names) + 1), fields, fast=fast, fast_tolerance=bfloat16)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("settings")
    parser.add_argument("target")
    parser.add_argument("checkpoints", nargs="+")
    bfloat16_option(parser)
    a = parser.parse_args()
    export(yaml.safe_load(pathlib.Path(a.settings).read_text()), a.target, a.checkpoints, a.bfloat16)


if __name__ == "__main__":
    main()
