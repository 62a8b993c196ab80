#!/usr/bin/env python3
"""Builds the HU anatomy network and writes it as a model folder.

    python3 hu_anatomy.py ../src/main/resources/models/hu-anatomy/1.0.0

The network has no trained weight: it is fixed smoothing, thresholds and an erosion by a disc, on
axial slices in HU, so it does the same on every scanner. It marks CANDIDATES; which of them are the
body, a lung or bone is decided by connected components in Java (HuAnatomySegmenter).

In:  hu (N, 1, rows, columns) float32; spacing_mm (2) float32: row spacing, column spacing.
Out: (N, rows, columns) uint8, one bit a candidate:
     1 tissue      above the half-way point from air to skin
     2 core        tissue eroded by a disc of 3 mm, at least one pixel: what a mask, a shell or a tube does not survive
     4 aerated     smoothed HU of lung or gas
     8 gas         smoothed HU of free gas: airways, bowel, outside air
    16 bone_weak   smoothed HU of spongy bone
    32 bone_strong smoothed HU that only bone, metal or dense contrast reaches
Outside the image the border pixel goes on, so that a body cut by the field of view is not eroded
there. Run with PyTorch 1.13 (Debian's python3-torch): its TorchScript loads in libtorch 2.7.1.
"""
import hashlib
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from manifest import save


class HuAnatomy(torch.nn.Module):
    def offsets(self, radius_mm: float, spacing_mm: float) -> Tensor:
        n = int(radius_mm / spacing_mm + 1e-3)
        return torch.arange(-n, n + 1, dtype=torch.float32) * spacing_mm

    def disc(self, radius_mm: float, row_mm: float, column_mm: float) -> Tensor:
        y = self.offsets(radius_mm, row_mm).unsqueeze(1)
        x = self.offsets(radius_mm, column_mm).unsqueeze(0)
        return ((y * y + x * x) <= radius_mm * radius_mm + 1e-3).to(torch.float32)

    def erode(self, mask: Tensor, kernel: Tensor) -> Tensor:
        ry, rx = kernel.size(0) // 2, kernel.size(1) // 2
        padded = F.pad(mask, [rx, rx, ry, ry], mode="replicate")
        inside = F.conv2d(padded, kernel.unsqueeze(0).unsqueeze(0))
        return inside >= kernel.sum() - 0.5

    def gauss(self, sigma_mm: float, spacing_mm: float) -> Tensor:
        x = self.offsets(max(3.0 * sigma_mm, spacing_mm), spacing_mm)
        w = torch.exp(-0.5 * (x / sigma_mm) ** 2)
        return w / w.sum()

    def smooth(self, hu: Tensor, sigma_mm: float, row_mm: float, column_mm: float) -> Tensor:
        ky = self.gauss(sigma_mm, row_mm)
        kx = self.gauss(sigma_mm, column_mm)
        ry, rx = ky.size(0) // 2, kx.size(0) // 2
        padded = F.pad(hu, [rx, rx, ry, ry], mode="replicate")
        return F.conv2d(F.conv2d(padded, ky.view(1, 1, -1, 1)), kx.view(1, 1, 1, -1))

    def forward(self, hu: Tensor, spacing_mm: Tensor) -> Tensor:
        row_mm, column_mm = float(spacing_mm[0]), float(spacing_mm[1])
        hu = hu.clamp(-1024.0, 3071.0)
        tissue = hu > -450.0
        radius_mm = max(3.0, 1.01 * max(row_mm, column_mm))
        core = self.erode(tissue.to(torch.float32), self.disc(radius_mm, row_mm, column_mm))
        fine = self.smooth(hu, 0.7, row_mm, column_mm)
        coarse = self.smooth(hu, 1.5, row_mm, column_mm)
        bits = tissue.to(torch.uint8)
        bits = bits + core.to(torch.uint8) * 2
        bits = bits + (fine < -400.0).to(torch.uint8) * 4
        bits = bits + (coarse < -925.0).to(torch.uint8) * 8
        bits = bits + (fine > 150.0).to(torch.uint8) * 16
        bits = bits + (fine > 250.0).to(torch.uint8) * 32
        return bits.squeeze(1)


def golden_input() -> np.ndarray:
    """Two 96 x 96 slices at 1.5 x 1.2 mm: body, lungs, airway, spine, a thin mask, noise."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:96, 0:96].astype(np.float64)
    out = []
    for shift in (0.0, 6.0):
        hu = np.full((96, 96), -1000.0)
        hu[((y - 48) / 34) ** 2 + ((x - 48) / 40) ** 2 < 1] = 20
        for side in (-1, 1):
            hu[((y - 44) / 20) ** 2 + ((x - 48 - side * (19 - shift / 3)) / 13) ** 2 < 1] = -820
        hu[((y - 66) / 7) ** 2 + ((x - 48) / 8) ** 2 < 1] = 420
        hu[(y - 40) ** 2 + (x - 48) ** 2 < 16] = -1000
        hu[88:90, 4:92] = -150
        out.append(np.round(hu + rng.normal(0, 25, hu.shape)))
    return np.stack(out)[:, None].astype(np.float32)


MANIFEST = """\
manifest: 1
family: hu_anatomy
id: hu-anatomy
version: {version}
title: External, lungs and bone by HU
licence: Apache-2.0
intended_use: Body outline, lungs and bone of a CT for radiotherapy planning research, to be reviewed
clinical_use: false
adult_only: false
training_data: None. Fixed convolutions and thresholds in HU; connected components decide in Java.
weights:
  - {{file: hu_anatomy.pt, sha256: {hu_anatomy.pt}}}
golden:
  inputs:
    - {{file: golden-hu.npy, sha256: {golden-hu.npy}}}
    - {{file: golden-spacing.npy, sha256: {golden-spacing.npy}}}
  outputs:
    - {{file: golden-bits.npy, sha256: {golden-bits.npy}}}
  tolerance: 0.001
input:
  modality: CT
  orientation: native
  least_spacing_mm: 0.2
  most_spacing_mm: 12
  body_part: any
labels:
  - index: 1
    name: External
    type: EXTERNAL
    colour: [0, 255, 0]
    snomed: {{code: "38266002", meaning: Entire body}}
    may_be_absent: false
  - index: 2
    name: Lung_L
    colour: [230, 60, 60]
    snomed: {{code: "44029006", meaning: Left lung}}
    laterality: LEFT
    partner: Lung_R
    volume_cc: [500, 4000]
  - index: 3
    name: Lung_R
    colour: [60, 140, 255]
    snomed: {{code: "3341006", meaning: Right lung}}
    laterality: RIGHT
    partner: Lung_L
    volume_cc: [600, 4500]
  - index: 4
    name: Bone
    colour: [255, 220, 0]
    snomed: {{code: "272673000", meaning: Bone structure}}
    contour_smoothing: false
"""


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    net = torch.jit.script(HuAnatomy().eval())
    hu, spacing = golden_input(), np.array([1.5, 1.2], dtype=np.float32)
    with torch.no_grad():
        bits = net(torch.from_numpy(hu), torch.from_numpy(spacing)).numpy()
    save(net, folder / "hu_anatomy.pt")
    np.save(folder / "golden-hu.npy", hu)
    np.save(folder / "golden-spacing.npy", spacing)
    np.save(folder / "golden-bits.npy", bits)
    digests = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in folder.iterdir()}
    text = MANIFEST.replace("{version}", folder.name)
    for name, digest in digests.items():
        text = text.replace("{" + name + "}", digest)
    (folder / "model.yaml").write_text(text.replace("{{", "{").replace("}}", "}"))
    print({int(1 << b): int(((bits >> b) & 1).sum()) for b in range(6)})


if __name__ == "__main__":
    main()
