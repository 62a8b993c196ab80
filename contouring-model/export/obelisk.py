#!/usr/bin/env python3
"""Exports the published abdominal U-Net of OBELISK (MIT) as a model folder.

    python3 obelisk.py allconvunet_tcia_fold*.pth ../models/obelisk-abdomen/1.0.0

Each file is a fold, trained on other patients; the probabilities of several are averaged, as its authors do. The
network was made for the belly from the dome of the diaphragm to below the kidneys in the portal-venous phase: the
manifest has it cropped to that, refused where no belly is shown, and says which organ has another phase's HU.

The published forward() drops activations at random even in evaluation; dropout is left out here, as
its authors' results need. Only tensors are read from the file: a hand-written unpickler refuses every
other class. Run with PyTorch 2.7.1 (make-venv.sh).
"""
import collections
import pathlib
import pickle
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from manifest import write_model

LABELS = [
    (1, "Spleen", [150, 80, 200], "78961009", "Spleen", None),
    (2, "Pancreas", [240, 200, 120], "15776009", "Pancreas", None),
    (3, "Kidney_L", [255, 140, 0], "18639004", "Left kidney", "LEFT"),
    (4, "Gallbladder", [60, 200, 60], "28231008", "Gallbladder", None),
    (5, "Esophagus", [200, 160, 160], "32849002", "Esophagus", None),
    (6, "Liver", [170, 70, 40], "10200004", "Liver", None),
    (7, "Stomach", [230, 100, 160], "69695003", "Stomach", None),
    (8, "Duodenum", [90, 160, 230], "38848004", "Duodenum", None),
]


class Block(nn.Module):
    def __init__(self, cin: int, cout: int, stride: int):
        super().__init__()
        self.conv = nn.Conv3d(cin, cout, 3, stride, 1)
        self.norm = nn.BatchNorm3d(cout)

    def forward(self, x: Tensor) -> Tensor:
        return F.leaky_relu(self.norm(self.conv(x)), 0.1)


class UNet(nn.Module):
    """5 | 14,14 | 28,28 | 42,42 | 56,56 | 70,70; five steps down, five up with skips."""

    def __init__(self):
        super().__init__()
        w = [14, 28, 42, 56, 70]
        self.first = Block(1, 5, 1)
        down, cin = [], 5
        for c in w:
            down += [Block(cin, c, 2), Block(c, c, 1)]
            cin = c
        self.down = nn.ModuleList(down)
        self.up = nn.ModuleList(
            [Block(126, 56, 1), Block(98, 42, 1), Block(70, 28, 1), Block(42, 14, 1), Block(19, 9, 1)])
        self.last = nn.Conv3d(9, 9, 3, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = x.contiguous(memory_format=torch.channels_last_3d)
        x = self.first(x)
        skips = [x]
        for i, block in enumerate(self.down):
            x = block(x)
            if i % 2 == 1:
                skips.append(x)
        for i, block in enumerate(self.up):
            skip = skips[len(skips) - 2 - i]
            x = F.interpolate(x, size=[skip.size(2), skip.size(3), skip.size(4)],
                              mode="trilinear", align_corners=False)
            x = block(torch.cat([x, skip], 1))
        return self.last(x).contiguous()


class TensorsOnly(pickle.Unpickler):
    """Lets nothing but an ordered dictionary of tensors be made."""

    def find_class(self, module, name):
        allowed = {("collections", "OrderedDict"), ("torch._utils", "_rebuild_tensor_v2")}
        if (module, name) in allowed or module == "torch" and name.endswith("Storage"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"refused: {module}.{name}")


class SafePickle:
    Unpickler = TensorsOnly
    load = staticmethod(lambda f, **k: TensorsOnly(f, **k).load())
    __name__ = "tensors only"


def load_weights(net: UNet, path: str) -> None:
    state = torch.load(path, map_location="cpu", pickle_module=SafePickle, encoding="utf-8")
    names = ["0", "1", "11", "2", "22", "3", "33", "4", "44", "5", "55"]
    convs = [k[4:-7] for k in state if k.startswith("conv") and k.endswith(".weight")]
    down = [c for c in convs if not c.endswith("U")]
    up = [c for c in convs if c.endswith("U")]
    blocks = [net.first] + list(net.down) + list(net.up)
    for block, name in zip(blocks, down + up):
        block.conv.load_state_dict({k: state[f"conv{name}.{k}"] for k in ("weight", "bias")})
        norm = {k: state[f"batch{name}.{k}"] for k in block.norm.state_dict() if f"batch{name}.{k}" in state}
        block.norm.load_state_dict(norm, strict=False)
    net.last.load_state_dict({k: state[f"conv{up[-1]}.{k}"] for k in ("weight", "bias")})


# Wide limits of adults, set by hand; `contourflow calibrate` makes better ones where contours are at hand. HU: of the
# portal-venous phase, in which all of its training CTs were taken; without contrast medium these have 30 to 65.
ORGANS = [
    dict(label=1, volume_cc=[40, 1500], hu=[85, 170]),
    dict(label=2, volume_cc=[15, 300]),
    dict(label=3, volume_cc=[60, 600], hu=[110, 260]),
    dict(label=4, volume_cc=[2, 300]),
    dict(label=5, volume_cc=[1, 80]),
    dict(label=6, volume_cc=[500, 4500], hu=[75, 160]),
    dict(label=7, volume_cc=[20, 3000]),
    dict(label=8, volume_cc=[10, 300]),
]
# x of one minus x of the other, mm to the patient's left: liver, gallbladder on the right; spleen, left kidney, stomach on the left.
RELATIONS = [
    (1, 6, [50, 350]),
    (3, 6, [30, 300]),
    (7, 6, [10, 300]),
    (1, 4, [20, 350]),
    (3, 4, [20, 300]),
    (2, 6, [-20, 250]),
]


def main() -> None:
    folds = []
    for file in sys.argv[1:-1]:
        net = UNet().eval()
        load_weights(net, file)
        folds.append((pathlib.Path(file).stem + ".pt", net))
    if not folds:
        raise SystemExit("usage: obelisk.py FOLD.pth... MODEL_FOLDER")
    folder = pathlib.Path(sys.argv[-1])
    rng = np.random.default_rng(3)
    z, y, x = np.mgrid[0:64, 0:64, 0:64]
    golden = np.where((x - 32) ** 2 + (y - 32) ** 2 < 28 ** 2, 60, -1000) + rng.normal(0, 20, (64, 64, 64))
    write_model(
        folder,
        folds,
        golden.astype(np.float32)[None, None],
        {
            "title": f"Abdominal organs (OBELISK U-Net, {len(folds)} of its 4 folds)",
            "licence": "MIT",
            "intended_use": "Contrast-enhanced abdominal CT, to try a third-party network; research",
            "clinical_use": False,
            "adult_only": True,
            "training_data": "NIH Pancreas-CT, 43 portal-venous scans, labels of Gibson et al.;"
                             " M. Heinrich, github.com/mattiaspaul/OBELISK.",
            "engine_memory_mb": 900,
            "input": {
                "modality": "CT", "orientation": "LAI", "axis_order": "xyz",
                "padding_hu": -1024, "least_spacing_mm": 0.3, "most_spacing_mm": 6,
                "body_part": "ABDOMEN", "shape_divisor": [1, 1, 1]},
            "preprocess": [
                {"crop": {"to": "body", "margin_mm": 0}},
                {"resample": {"shape": [144, 144, 144], "order": 1, "grid": "half_pixel"}}],
            "tiling": {"patch": [144, 144, 144], "placement": "whole"},
            "ensemble": {"average": "probabilities"},
            "output": {"classes": 9, "activation": "softmax", "decode": "argmax",
                       "invert": "logits", "order": 1},
            "postprocess": [{"largest_component": {"keep_share": 1.0}}],
            "labels": [
                dict(index=i, name=n, colour=c, snomed={"code": s, "meaning": m},
                     **({"laterality": side} if side else {}))
                for i, n, c, s, m, side in LABELS],
            "plausibility": {
                "region": {"part": "abdomen", "least_mm": 100, "crop_mm": 220},
                "organs": ORGANS,
                "relations": [
                    dict(label=a, to=b, x_mm=x, y_mm=[-250, 250], z_mm=[-250, 250]) for a, b, x in RELATIONS]},
        })


if __name__ == "__main__":
    main()
