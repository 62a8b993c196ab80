#!/usr/bin/env python3
"""Exports a MONAI bundle (configs/inference.json or .yaml, configs/metadata.json, models/model.pt or .ts).

    python monai_bundle.py BUNDLE models/<id>/<version> --names names.yaml --spacing 0.3 6

The transforms of `preprocessing` and `postprocessing` and the `inferer` become fields of model.yaml;
what has no field here, or an argument with no equal, is refused by its name. A bundle is a program:
reading it evaluates its `$` expressions, as MONAI does. Weights are read as tensors only.
"""
import argparse
import inspect
import json
import pathlib
import sys

import monai.inferers
import monai.transforms
import numpy as np
import torch
import yaml
from monai.bundle import ConfigParser

from manifest import (Refused, bfloat16_option, frozen, golden_input, labels_of, memory_mb, reduced, reduced_name,
                      write_model)

SEP = "::"
NOT_A_STEP = {"LoadImaged", "EnsureChannelFirstd", "EnsureTyped", "ToTensord", "ToDeviced", "Identityd",
              "SaveImaged", "AddChanneld"}
# Arguments that do not change what comes out here: where, how printed, with which metadata key.
HARMLESS = {"keys", "allow_missing_keys", "lazy", "dtype", "meta_keys", "meta_key_postfix", "orig_meta_keys",
            "device", "to_tensor", "orig_keys", "source_key", "start_coord_key", "end_coord_key", "labels",
            "ensure_same_shape", "sw_batch_size", "sw_device", "progress", "cache_roi_weight_map", "cpu_thresh",
            "channel_indices", "channel_wise", "transform", "self"}


class Bundle:
    """A bundle's folder, its configuration resolved by MONAI's own parser."""

    def __init__(self, folder, config=None):
        self.folder = pathlib.Path(folder)
        found = [p for p in sorted((self.folder / "configs").glob("inference.*"))
                 if p.suffix in (".json", ".yaml", ".yml")]
        if not config and not found:
            raise Refused(str(folder), "no configs/inference.json or inference.yaml")
        self.parser = ConfigParser()
        self.parser.read_config(str(config or found[0]))
        meta = self.folder / "configs" / "metadata.json"
        if not meta.is_file():
            raise Refused(str(folder), "no configs/metadata.json")
        self.meta = json.loads(meta.read_text())
        self.parser["bundle_root"] = str(self.folder)
        sys.path.insert(0, str(self.folder))  # a bundle's own scripts/
        self.parser.parse(True)

    def raw(self, id):
        return self.parser.get(id)

    def value(self, id):
        return self.parser.get_parsed_content(id)

    def steps(self, id):
        """[(class name, bound arguments)] of a Compose, disabled ones left out."""
        config = self.raw(id)
        steps = config.get("transforms") if isinstance(config, dict) else None
        if not isinstance(steps, list):
            raise Refused(id, "is not a Compose with a list of transforms")
        out = []
        for i, step in enumerate(steps):
            if not isinstance(step, dict) or "_target_" not in step:
                raise Refused(f"{id}[{i}]", f"is written as {step!r}, not as a _target_ with arguments")
            at = f"{id}{SEP}transforms{SEP}{i}"
            if step.get("_disabled_") and self.value(at + SEP + "_disabled_"):
                continue
            out.append(self.bound(at, step, monai.transforms))
        return out

    def bound(self, at, step, module):
        """Class name and all its arguments, those not given at MONAI's own defaults."""
        name = step["_target_"].rsplit(".", 1)[-1]
        kind = getattr(module, name, None)
        if name in NOT_A_STEP:
            return name, {}
        if kind is None or "." in step["_target_"] and not step["_target_"].startswith("monai."):
            raise Refused(step["_target_"], "has no equal here")
        given = {k: self.value(at + SEP + k) for k in step
                 if not k.startswith("_") and k != "transform"}
        if "transform" in step:
            given["transform"] = step["transform"]
        arguments = inspect.signature(kind.__init__).bind(None, **given)
        arguments.apply_defaults()
        flat = {k: v for k, v in arguments.arguments.items() if k not in ("self", "kwargs", "pad_kwargs", "args")}
        extra = arguments.arguments.get("kwargs") or arguments.arguments.get("pad_kwargs")
        if extra:
            raise Refused(name, f"its arguments {sorted(extra)} have no equal here")
        return name, {k: single(v) for k, v in flat.items()}


def single(value):
    """MONAI lets one key's argument be a list of one."""
    return value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value


def need(name, arguments, allowed):
    """Every argument that is not mapped must have the one value that means nothing."""
    for key, value in arguments.items():
        if key in HARMLESS:
            continue
        if key not in allowed:
            raise Refused(name, f"its argument {key} = {value!r} has no equal here")
        wanted = allowed[key]
        if wanted is not ANY and not any(value is w or value == w for w in wanted):
            raise Refused(name, f"{key} = {value!r} has no equal here; only {list(wanted)} has")


ANY = object()


def three(value):
    values = [float(v) for v in np.broadcast_to(np.asarray(value, dtype=float), (3,))]
    if any(v <= 0 for v in values):
        raise Refused("Spacingd", f"pixdim {values} keeps an axis as it is, which has no equal here")
    return values


class Preprocessing:
    """From the list of transforms to `input` and `preprocess`."""

    def __init__(self):
        self.axcodes = None
        self.steps = []
        self.resampled = False
        self.cropped = False

    def add(self, name, a):
        rule = getattr(self, "of_" + name, None)
        if name in NOT_A_STEP:
            return
        if rule is None:
            raise Refused(name, "this transform has no equal here")
        rule(a)

    def of_Orientationd(self, a):
        need("Orientationd", a, {"axcodes": ANY, "as_closest_canonical": ANY})
        axcodes = "RAS" if a["as_closest_canonical"] else "".join(a["axcodes"] or "")
        if len(axcodes) != 3:
            raise Refused("Orientationd", f"axcodes {axcodes!r} are not three letters")
        if self.axcodes:
            raise Refused("Orientationd", "stands twice")
        self.axcodes = axcodes
        if self.resampled:
            self.steps.append({"orient": axcodes})

    def of_Spacingd(self, a):
        need("Spacingd", a, {"pixdim": ANY, "mode": ("bilinear", "nearest"), "padding_mode": ("border",),
                             "diagonal": (False,), "align_corners": (False,), "scale_extent": (False,),
                             "recompute_affine": (False, True), "min_pixdim": (None,), "max_pixdim": (None,)})
        if self.resampled or self.cropped and a["mode"] == "nearest":
            raise Refused("Spacingd", "stands twice, or after a crop with nearest")
        self.resampled = True
        self.steps.append({"resample": {
            "spacing_mm": three(a["pixdim"]), "order": 0 if a["mode"] == "nearest" else 1,
            "grid": "corner_centre", "skip_tolerance_mm": 0.0001}})

    def of_ScaleIntensityRanged(self, a):
        need("ScaleIntensityRanged", a, dict.fromkeys(("a_min", "a_max", "b_min", "b_max", "clip"), ANY))
        low, high = a["b_min"], a["b_max"]
        if (low is None) != (high is None) or low is None and a["clip"]:
            raise Refused("ScaleIntensityRanged", f"b_min {low} with b_max {high} and clip has no equal here")
        self.range(a["a_min"], a["a_max"], 0.0 if low is None else low, 1.0 if high is None else high, a["clip"])

    def range(self, from_low, from_high, to_low, to_high, clip):
        self.steps.append({"range": {
            "from_low": float(from_low), "from_high": float(from_high), "to_low": float(to_low),
            "to_high": float(to_high), "clip": bool(clip)}})

    def of_ScaleIntensityd(self, a):
        need("ScaleIntensityd", a, {"minv": ANY, "maxv": ANY, "factor": (None,)})
        if a["minv"] is None or a["maxv"] is None:
            raise Refused("ScaleIntensityd", "minv and maxv must both be given")
        self.steps.append({"rescale01": {}})
        if (a["minv"], a["maxv"]) != (0.0, 1.0):
            self.range(0, 1, a["minv"], a["maxv"], False)

    def of_NormalizeIntensityd(self, a):
        need("NormalizeIntensityd", a, {"subtrahend": ANY, "divisor": ANY, "nonzero": ANY})
        sub, div = a["subtrahend"], a["divisor"]
        if sub is None and div is None:
            self.steps.append({"zscore": {"nonzero_only": bool(a["nonzero"])}})
        elif sub is None or div is None or a["nonzero"]:
            raise Refused("NormalizeIntensityd", "a given mean without a given deviation, or of non-zero voxels")
        else:
            sub, div = (float(np.asarray(single(v))) for v in (sub, div))
            self.range(sub, sub + div, 0, 1, False)

    def of_CropForegroundd(self, a):
        need("CropForegroundd", a, {"select_fn": ANY, "margin": (0,), "allow_smaller": ANY, "k_divisible": (1,),
                                    "mode": ANY})
        if getattr(a["select_fn"], "__name__", "") != "is_positive":
            raise Refused("CropForegroundd", "select_fn has no equal here; only the default (above 0) has")
        self.cropped = True
        self.steps.append({"crop": {"to": "threshold", "threshold_hu": 0}})

    def of_CastToTyped(self, a):
        if a["dtype"] not in (np.float32, torch.float32):
            raise Refused("CastToTyped", f"dtype {a['dtype']} has no equal here; only float32 has")


class Postprocessing:
    """From the list of transforms to `output` and `postprocess`."""

    def __init__(self):
        self.activation = "none"
        self.decode = None
        self.invert = None
        self.order = 1
        self.steps = []

    def add(self, name, a):
        rule = getattr(self, "of_" + name, None)
        if name in NOT_A_STEP:
            return
        if rule is None:
            raise Refused(name, "this transform has no equal here")
        rule(a)

    def of_Activationsd(self, a):
        need("Activationsd", a, {"sigmoid": ANY, "softmax": ANY, "other": (None,)})
        if bool(a["sigmoid"]) == bool(a["softmax"]) or self.decode or self.activation != "none":
            raise Refused("Activationsd", "must be softmax or sigmoid, once, before AsDiscreted")
        self.activation = "softmax" if a["softmax"] else "sigmoid"

    def of_AsDiscreted(self, a):
        need("AsDiscreted", a, {"argmax": ANY, "threshold": (None, 0.5), "to_onehot": (None,), "rounding": (None,)})
        if bool(a["argmax"]) == (a["threshold"] is not None) or self.decode:
            raise Refused("AsDiscreted", "must be argmax or threshold 0.5, once")
        self.decode = "argmax" if a["argmax"] else "threshold"
        if self.decode == "threshold" and self.activation != "sigmoid":
            raise Refused("AsDiscreted", "threshold without a sigmoid before it has no equal here")

    def of_Invertd(self, a):
        need("Invertd", a, {"nearest_interp": ANY, "post_func": (None,)})
        if a["transform"] != "@preprocessing" or self.invert:
            raise Refused("Invertd", f"transform is {a['transform']!r}; it must invert @preprocessing, once")
        if self.decode and not a["nearest_interp"]:
            raise Refused("Invertd", "labels inverted linearly (nearest_interp false after AsDiscreted)")
        self.order = 0 if a["nearest_interp"] else 1
        self.invert = "labels" if self.decode else "probabilities" if self.activation != "none" else "logits"

    def of_KeepLargestConnectedComponentd(self, a):
        need("KeepLargestConnectedComponentd", a, {
            "applied_labels": ANY, "is_onehot": (None, False), "independent": ANY, "connectivity": (None, 1, 3),
            "num_components": (1,)})
        if self.decode != "argmax" or not self.invert:
            raise Refused("KeepLargestConnectedComponentd", "must come after AsDiscreted (argmax) and Invertd")
        labels = a["applied_labels"]
        step = {"keep_share": 1.0, "together": not a["independent"],
                "neighbours": "faces" if a["connectivity"] == 1 else "corners"}
        if labels is not None:
            step["labels"] = [int(v) for v in np.atleast_1d(labels)]
        self.steps.append({"largest_component": step})

    def finish(self):
        if not self.decode:
            raise Refused("postprocessing", "no AsDiscreted: nothing says how labels are made")
        if not self.invert:
            raise Refused("postprocessing", "no Invertd: labels would stay on the network's grid")


def tiling(name, a):
    if name == "SimpleInferer":
        return {"patch": [1, 1, 1], "placement": "whole"}
    if name != "SlidingWindowInferer":
        raise Refused(name, "this inferer has no equal here")
    need(name, a, {"roi_size": ANY, "overlap": ANY, "mode": ("constant", "gaussian"), "sigma_scale": ANY,
                   "padding_mode": ("constant", "replicate"), "cval": ANY, "buffer_steps": ANY, "buffer_dim": ANY,
                   "with_coord": (False,)})
    roi = [int(v) for v in np.broadcast_to(np.asarray(a["roi_size"]), (3,))]
    if min(roi) < 1:
        raise Refused(name, f"roi_size {roi} takes an axis whole, which has no equal here")
    if np.ndim(a["sigma_scale"]):
        raise Refused(name, "a sigma_scale an axis has no equal here")
    return {"patch": roi, "placement": "fixed",
            "step": [1 - float(v) for v in np.broadcast_to(np.asarray(a["overlap"], dtype=float), (3,))],
            "weight": str(getattr(a["mode"], "value", a["mode"])), "centre": "middle",
            "sigma_share": float(a["sigma_scale"]), "floor": 0.001, "pad_value": float(a["cval"]),
            "pad_replicate": str(getattr(a["padding_mode"], "value", a["padding_mode"])) == "replicate"}


def load_network(bundle, weights=None):
    """The network with its weights: network_def and a state dictionary, or a TorchScript file."""
    weights = pathlib.Path(weights) if weights else None
    state_file = weights or bundle.folder / "models" / "model.pt"
    script_file = weights or bundle.folder / "models" / "model.ts"
    if state_file.is_file() and state_file.suffix != ".ts" and bundle.raw("network_def") is not None:
        network = bundle.value("network_def")
        state = torch.load(state_file, map_location="cpu", weights_only=True)
        for key in ("model", "state_dict"):
            state = state[key] if key in state and isinstance(state[key], dict) else state
        try:
            network.load_state_dict(state)
        except RuntimeError as e:
            raise Refused(state_file.name, "does not fit network_def: " + str(e).splitlines()[1].strip())
    elif script_file.is_file():
        network = torch.jit.load(str(script_file), map_location="cpu")
    else:
        raise Refused(str(bundle.folder), "no models/model.pt with a network_def and no models/model.ts")
    if not isinstance(network, torch.jit.ScriptModule):
        prompts = [p.name for p in inspect.signature(network.forward).parameters.values()
                   if p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD][1:]
        if prompts:
            raise Refused("network_def", f"the network also takes {', '.join(prompts)}: a prompt has no equal here")
    return network.eval()


def check_input(meta):
    inputs = meta["network_data_format"]["inputs"]
    if len(inputs) != 1:
        raise Refused("metadata.json", f"the network takes {sorted(inputs)}: a prompt has no equal here")
    image = next(iter(inputs.values()))
    if image.get("modality", "CT") != "CT":
        raise Refused("metadata.json", f"modality {image['modality']}: only CT can be run")
    if image.get("num_channels", 1) != 1:
        raise Refused("metadata.json", f"{image['num_channels']} input channels: only one can be run")


def manifest_fields(bundle, names=None, spacing=(0.3, 6.0), body_part="any"):
    """All of model.yaml that the configuration says; the weights are not needed."""
    check_input(bundle.meta)
    pre, post = Preprocessing(), Postprocessing()
    for name, arguments in bundle.steps("preprocessing"):
        pre.add(name, arguments)
    for name, arguments in bundle.steps("postprocessing"):
        post.add(name, arguments)
    post.finish()
    if not pre.axcodes:
        raise Refused("preprocessing", "no Orientationd: the array would be as the converter of the training"
                                       " images stacked it, which a CT from DICOM does not say")
    if pre.cropped and pre.resampled and post.decode == "threshold":
        raise Refused("CropForegroundd", "with a threshold on the way back it has no equal here")
    pred = next(iter(bundle.meta["network_data_format"]["outputs"].values()))
    threshold = post.decode == "threshold"
    late = any("orient" in step for step in pre.steps)
    given = {"orientation": "native", "axis_order": "zyx", "transpose": [2, 1, 0]} if late else {
        "orientation": pre.axcodes, "axis_order": "xyz"}
    meta = bundle.meta
    return {
        "title": str(meta.get("task") or meta.get("name") or bundle.folder.name)[:64],
        "licence": str(meta.get("license") or meta.get("licence") or meta.get("copyright") or "not stated"),
        "intended_use": str(meta.get("intended_use") or "not stated"),
        "clinical_use": False, "adult_only": False,
        "training_data": str(meta.get("data_source") or "not stated"),
        "engine_memory_mb": 0,
        "input": {"modality": "CT", **given, "padding_hu": -32768, "least_spacing_mm": spacing[0],
                  "most_spacing_mm": spacing[1], "body_part": body_part, "shape_divisor": [1, 1, 1]},
        "preprocess": pre.steps,
        "tiling": tiling(*bundle.bound("inferer", bundle.raw("inferer"), monai.inferers)),
        "output": {"classes": int(pred["num_channels"]), "activation": post.activation, "decode": post.decode,
                   "invert": post.invert, "order": post.order},
        "postprocess": post.steps,
        "labels": labels_of([(int(i) + threshold, name) for i, name in pred["channel_def"].items()
                             if name.lower() != "background"], names),
    }


def export(folder, target, names=None, spacing=(0.3, 6.0), weights=None, body_part="any", bfloat16=None):
    bundle = Bundle(folder)
    fields = manifest_fields(bundle, names, spacing, body_part)
    shape = [96, 96, 96] if fields["tiling"]["placement"] == "whole" else fields["tiling"]["patch"]
    network = load_network(bundle, weights)
    fast = [(reduced_name("network.pt"), reduced(network, shape))] if bfloat16 else None
    script = frozen(network, shape)
    fields["engine_memory_mb"] = memory_mb(script, shape)
    write_model(target, [("network.pt", script)], golden_input(shape, fields["output"]["classes"]), fields, fast=fast,
                fast_tolerance=bfloat16)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle")
    parser.add_argument("target", nargs="?", help="none: prints what model.yaml would say, of the configuration alone")
    parser.add_argument("--names", help="YAML: what each channel's name means")
    parser.add_argument("--spacing", type=float, nargs=2, default=(0.3, 6.0), help="least and most of a CT, mm")
    parser.add_argument("--weights", help="another file than models/model.pt or model.ts")
    parser.add_argument("--body-part", default="any")
    bfloat16_option(parser)
    a = parser.parse_args()
    names = yaml.safe_load(pathlib.Path(a.names).read_text()) if a.names else None
    if a.target:
        export(a.bundle, a.target, names, a.spacing, a.weights, a.body_part, a.bfloat16)
    else:
        print(yaml.safe_dump(manifest_fields(Bundle(a.bundle), names, a.spacing, a.body_part), sort_keys=False))


if __name__ == "__main__":
    main()
