#!/usr/bin/python3
"""Makes a model folder (weights, golden pair, model.yaml) of a trained network; run after training.

    /usr/bin/python3 release.py WORK/last.pt ../src/main/resources/models/head-neck-openkbp/0.4.0
    /usr/bin/python3 release.py --mean WORK/last.pt START.pt FOLDER

Several networks make an ensemble: their logits are averaged. With --mean they make one network: their weights are averaged, which is
of use only for a network and those trained on from it. Weights are stored in half precision (network.py casts them where it
uses them), so that a release takes half the room. Then contourflow calibrate (docs/training.md) adds its section plausibility.
"""
import argparse
import pathlib
import sys

import numpy as np
import torch
import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "export"))
from manifest import write_model  # noqa: E402

# name: colour, SNOMED CT code, meaning, side, usual volume in cc
STRUCTURES = {
    "Brainstem": ((0, 200, 255), "15926001", "Brainstem structure", None, (8, 50)),
    "SpinalCord": ((255, 255, 0), "2748008", "Spinal cord structure", None, (5, 60)),
    "Parotid_R": ((60, 140, 255), "45289007", "Parotid gland structure", "RIGHT", (5, 80)),
    "Parotid_L": ((230, 60, 60), "45289007", "Parotid gland structure", "LEFT", (5, 80)),
    "Esophagus": ((200, 120, 0), "32849002", "Esophageal structure", None, (1, 45)),
    "Larynx": ((180, 0, 220), "4596009", "Laryngeal structure", None, (3, 95)),
    "Bone_Mandible": ((255, 160, 200), "91609006", "Bone structure of mandible", None, (25, 135)),
    "Brain": ((120, 220, 120), "12738006", "Brain structure", None, (900, 2000)),
    "Eye_R": ((0, 110, 180), "81745001", "Structure of eye proper", "RIGHT", (4, 12)),
    "Eye_L": ((170, 30, 90), "81745001", "Structure of eye proper", "LEFT", (4, 12)),
    "Glnd_Submand_R": ((0, 170, 130), "385296007", "Submandibular salivary gland structure", "RIGHT", (3, 20)),
    "Glnd_Submand_L": ((250, 150, 90), "385296007", "Submandibular salivary gland structure", "LEFT", (3, 20)),
    "SpinalCanal": ((150, 150, 90), "61853006", "Spinal canal structure", None, (15, 130)),
}
SEVEN_ORGANS = pathlib.Path(__file__).resolve().parent.parent / "src/main/resources/org/contourflow/train/data/openkbp-labels.yaml"


def label(index, structure):
    colour, code, meaning, side, volume = STRUCTURES[structure["name"]]
    out = {"index": index, "name": structure["name"], "type": "ORGAN", "colour": list(colour),
           "snomed": {"code": code, "meaning": meaning}, "volume_cc": list(volume),
           "may_be_absent": True}
    if side:
        out["laterality"] = side
        out["partner"] = structure["mirror"]
    return out


def postprocessing(structures, untold=()) -> list:
    """Bridges gaps of long organs, adds what a structure includes, and keeps each one's largest piece."""
    index = {s["name"]: i for i, s in enumerate(structures, 1)}
    every = [i for name, i in index.items() if name not in untold]
    wholes = [s for s in structures if s.get("includes")]
    parts = [i for i in every if i not in [index[s["name"]] for s in wholes]]
    steps = [{"bridge_gaps": {"labels": [i for i in parts if structures[i - 1].get("openBelow")], "most_mm": 12}},
             {"largest_component": {"labels": parts, "together": False, "keep_share": 1.0}}]
    for s in wholes:
        steps.append({"include": {"label": index[s["name"]], "from": [index[i] for i in s["includes"]]}})
        steps.append({"largest_component": {"labels": [index[s["name"]]], "together": False, "keep_share": 1.0}})
    return steps + [{"smallest_volume": {"labels": every, "mm3": 500}}]


def pairs(structures) -> list:
    index = {s["name"]: i for i, s in enumerate(structures, 1)}
    return [{"pair": [i, index[s["mirror"]]]} for s, i in zip(structures, index.values())
            if s.get("mirror") and i < index[s["mirror"]]]


def golden_input() -> np.ndarray:
    """A made-up head: an ellipse of tissue with a ring of bone and some texture. No patient."""
    z, y, x = np.mgrid[0:32, 0:32, 0:32].astype(np.float32)
    radius = np.sqrt(((y - 15.5) / 13) ** 2 + ((x - 15.5) / 11) ** 2)
    hu = np.where(radius < 1, 40 + 30 * np.sin(z / 3) * np.cos(x / 4), -1000)
    hu = np.where((radius > 0.7) & (radius < 0.8), 800, hu)
    return (hu / 1000).astype(np.float32)[None, None]


def mean_of(sources: list) -> torch.jit.ScriptModule:
    """The first network with the mean of all networks' weights; they must have the same names and shapes."""
    networks = [torch.jit.load(source) for source in sources]
    weights = [network.state_dict() for network in networks]
    shapes = [{name: value.shape for name, value in w.items()} for w in weights]
    if any(s != shapes[0] for s in shapes):
        sys.exit("--mean: the networks differ in their weights' names or shapes; it is for a network and those trained on from it")
    for name, value in weights[0].items():
        value.copy_(torch.stack([w[name].float() for w in weights]).mean(0))
    return networks[0]


def stored_in_half(network: torch.jit.ScriptModule, name: str) -> torch.jit.ScriptModule:
    """The network with half-precision weights; says what that changes on the golden input."""
    network, golden = network.eval(), torch.from_numpy(golden_input())
    with torch.no_grad():
        before = network(golden)
        after = network.half()(golden)
    print(f"{name}: half-precision weights move a logit by {(after - before).abs().max():.4f} at most,"
          f" of {before.abs().max():.1f}; {(after.argmax(1) != before.argmax(1)).sum()} labels of {before[0, 0].numel()} differ")
    return network


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--mean", action="store_true", help="one network of the mean of the weights, not an ensemble")
    arguments.add_argument("--labels", default=SEVEN_ORGANS, help="label scheme; default the seven organs of OpenKBP")
    arguments.add_argument("--untold", default=[], type=lambda names: names.split(","),
                           help="structures the network has a class of but is not good enough at, comma between")
    arguments.add_argument("--training-data", help="what it was trained on, for the manifest; default 0.4.0's")
    arguments.add_argument("sources", nargs="+", help="trained networks")
    arguments.add_argument("folder", help="the release's folder")
    a = arguments.parse_args()
    structures = yaml.safe_load(open(a.labels))["structures"]
    trained = [mean_of(a.sources)] if a.mean else [torch.jit.load(source) for source in a.sources]
    names = ["head-neck.pt"] if len(trained) == 1 else [f"head-neck-{i}.pt" for i in range(1, len(trained) + 1)]
    networks = [(name, stored_in_half(network, name)) for name, network in zip(names, trained)]
    fields = {
        "title": "Head and neck organs, OpenKBP",
        "licence": "Weights Apache-2.0; trained on OpenKBP (MIT), patients of TCIA",
        "intended_use": f"Research: first contours of {len(structures) - len(a.untold)} head-and-neck organs at risk on planning CTs of adults, "
                        "each to be reviewed. Not for clinical use.",
        "clinical_use": False,
        "adult_only": True,
        "training_data": a.training_data or "193 of OpenKBP's head-and-neck planning CTs at about 4 x 4 x 2.5 mm with clinical contours "
                         "(Babier et al., Med Phys 48:5549, 2021; from TCIA); 40 others for validation. See docs/model-card-head-neck.md.",
        "engine_memory_mb": 900,
        "input": {"modality": "CT", "orientation": "LPS", "axis_order": "zyx", "padding_hu": -1024,
                  "least_spacing_mm": 0.3, "most_spacing_mm": 6, "body_part": "head and neck",
                  "shape_divisor": [16, 16, 16]},
        "preprocess": [
            {"crop": {"to": "body", "margin_mm": 20}},
            {"range": {"from_low": -1024.0, "from_high": 3071.0, "to_low": -1.024, "to_high": 3.071, "clip": True}},
            {"resample": {"spacing_mm": [3.0, 4.0, 4.0], "order": 1, "grid": "half_pixel", "antialias": True}},
        ],
        "tiling": {"patch": [80, 64, 64], "placement": "even", "step": 0.5, "weight": "gaussian",
                   "centre": "middle", "sigma_share": 0.2, "floor": 0.001, "pad_value": -1.024},
        "ensemble": {"mirror_axes": [2], "swap_labels": pairs(structures), "average": "logits"},
        "output": {"classes": 1 + len(structures), "activation": "softmax", "decode": "argmax", "invert": "logits", "order": 1},
        "postprocess": postprocessing(structures, a.untold),
        "labels": [label(i, s) for i, s in enumerate(structures, 1) if s["name"] not in a.untold],
    }
    write_model(a.folder, networks, golden_input(), fields, tolerance=0.002)


if __name__ == "__main__":
    main()
