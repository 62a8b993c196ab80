#!/usr/bin/python3
"""Fits the heads' rows of new structures to a network's features; all other weights stay as they are.

    /usr/bin/python3 heads.py --labels head-neck-labels.yaml --network WORK/last.pt --cases WORK/cache-1 --known 8 --out start.pt

New structures of few voxels come up late: after 307 steps on patients with their contours, submandibular glands and
eyes still stood at Dice 0. A head is a convolution of 1 x 1 x 1, so its rows can be fitted in a minute to features that
are computed once. `--cases` is a cache that the trainer has written (docs/training.md); `--known` counts the classes
whose rows stay, the background among them.
"""
import argparse
import pathlib
import struct

import numpy as np
import torch
import yaml
from scipy.ndimage import map_coordinates

import network

SHAPE = (80, 64, 64)
SPACING = (3.0, 4.0, 4.0)
IGNORED = 255


def read_case(file: pathlib.Path, classes: int):
    """One file of the trainer's cache (CaseCache): spacing, missing classes, HU and codes."""
    data, at = file.read_bytes(), 0
    for _ in range(2):  # what it was made of, and the case's id
        at += 2 + struct.unpack_from(">H", data, at)[0]
    shape = struct.unpack_from(">3i", data, at)
    spacing = struct.unpack_from(">3d", data, at + 12)
    at += 36
    missing = np.frombuffer(data, np.uint8, classes, at).astype(np.float32)
    voxels = int(np.prod(shape))
    hu = np.frombuffer(data, ">i2", voxels, at + classes).reshape(shape).astype(np.float32)
    codes = np.frombuffer(data, np.uint8, voxels, at + classes + 2 * voxels).reshape(shape)
    return spacing, missing, hu, codes


def window(spacing, hu, codes, centre_mm: float, mirrored: bool):
    """HU and codes on the network's grid, straight or mirrored (codes not yet relabelled)."""
    middle = [centre_mm, hu.shape[1] * spacing[1] / 2, hu.shape[2] * spacing[2] / 2]
    axes = [(middle[i] + (np.arange(SHAPE[i]) - (SHAPE[i] - 1) / 2) * SPACING[i]) / spacing[i] - 0.5 for i in range(3)]
    if mirrored:
        axes[2] = axes[2][::-1]
    z, y, x = np.meshgrid(*axes, indexing="ij")
    outside = (z < -0.5) | (z > hu.shape[0] - 0.5)
    z = np.clip(z, 0, hu.shape[0] - 1)
    values = map_coordinates(hu, [z, y, x], order=1, cval=-1024)
    labels = map_coordinates(codes, [z, y, x], order=0, cval=0).astype(np.int64)
    values[outside], labels[outside] = -1024, IGNORED
    return values, labels


def views(case, partner):
    """Windows of one case, the upper end and the middle of a long one, each straight and mirrored."""
    spacing, missing, hu, codes = case
    length = hu.shape[0] * spacing[0]
    for centre in [length / 2] if length <= 250 else [length - 100, length - 150]:
        for mirrored in (False, True):
            values, labels = window(spacing, hu, codes, centre, mirrored)
            absent = missing
            if mirrored:
                table = np.arange(256)
                table[:len(partner)] = partner
                labels, absent = table[labels], missing[partner]
            yield values, labels, absent


def fitted(net, data, opened, known: int, steps: int):
    """New rows of the three heads, by the trainer's own loss."""
    heads = [net.h0, net.h1, net.h2]
    rows = [(torch.nn.Parameter(h.weight.data[known:].clone()), torch.nn.Parameter(h.bias.data[known:].clone())) for h in heads]
    optimiser = torch.optim.Adam([p for pair in rows for p in pair], lr=0.05)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 0.05 * (1 - step / steps) + 0.002
        features, codes, missing = data[np.random.RandomState(step).randint(len(data))]
        loss = torch.zeros(())
        for level, (head, share) in enumerate(zip(heads, (1, 0.5, 0.25))):
            weight = torch.cat([head.weight.data[:known], rows[level][0]]).flatten(1)
            bias = torch.cat([head.bias.data[:known], rows[level][1]])
            logits = (weight @ features[level][0].flatten(1) + bias[:, None]).view(1, -1, *features[level].shape[2:])
            every = 2 ** level
            loss = loss + share / 1.75 * network.level_loss(logits, codes[:, ::every, ::every, ::every], missing, opened)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            print(f"step {step}: loss {loss.item():.4f}", flush=True)
    for head, (weight, bias) in zip(heads, rows):
        head.weight.data[known:], head.bias.data[known:] = weight.data, bias.data


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--labels", required=True)
    arguments.add_argument("--network", required=True, help="a trained network of network.py --design unet3d")
    arguments.add_argument("--cases", required=True, help="folder of .case files")
    arguments.add_argument("--without", default="", help="ids, comma between, of cases held back")
    arguments.add_argument("--known", type=int, required=True)
    arguments.add_argument("--steps", type=int, default=400)
    arguments.add_argument("--out", required=True)
    a = arguments.parse_args()
    structures = yaml.safe_load(open(a.labels))["structures"]
    names = ["Background"] + [s["name"] for s in structures]
    partner = np.array([0] + [names.index(s.get("mirror", s["name"])) for s in structures])
    opened = [k for k, s in enumerate(structures, 1) if s.get("openBelow")]
    net = network.UNet([16, 32, 64, 128, 128], len(names), opened, 3, False)
    net.load_state_dict({k: v.float() for k, v in torch.jit.load(a.network).state_dict().items()})
    data = []
    for file in sorted(pathlib.Path(a.cases).glob("*.case")):
        if file.stem in a.without.split(","):
            continue
        for hu, codes, missing in views(read_case(file, len(names)), partner):
            x = torch.from_numpy(np.clip(hu, -1024, 3071) / 1000).float()[None, None]
            with torch.no_grad():
                features = [f.contiguous() for f in net.run(x)]
            data.append((features, torch.from_numpy(codes.astype(np.float32))[None], torch.from_numpy(missing)[None]))
    fitted(net, data, opened, a.known, a.steps)
    torch.jit.script(net).save(a.out)


if __name__ == "__main__":
    main()
