#!/usr/bin/python3
"""Volumes of an oncologist's contours and where they lie beside each other: what head-neck-more.yaml has its limits from.

    /usr/bin/python3 places.py ../../../shared/data

Of the seven patients of openkbp_expert and the ten label maps (no CT) of deepmind_hn_labels (both Nikolov et al., CC BY 4.0).
Volumes in cc, * where the image ends in it; places are middles, of the canal that of its uppermost 30 mm; LPS, mm.
"""
import gzip
import pathlib
import struct
import sys

import numpy as np

NAMES = ["Brain", "Eye_R", "Eye_L", "Glnd_Submand_R", "Glnd_Submand_L", "SpinalCanal"]
MAP_LABELS = {"Brain": [1], "SpinalCanal": [2, 13], "Eye_L": [5, 16], "Eye_R": [6, 17], "Glnd_Submand_L": [10], "Glnd_Submand_R": [11]}
MASK_BITS = {"Brain": [0], "Eye_L": [13], "Eye_R": [14], "SpinalCanal": [17, 18], "Glnd_Submand_L": [19], "Glnd_Submand_R": [20]}
TYPES = {2: np.uint8, 4: np.int16, 8: np.int32, 512: np.uint16}


def nifti(file):
    """Voxels [z][y][x] and the affine matrix to RAS, mm."""
    raw = gzip.open(file).read()
    shape = struct.unpack("<8h", raw[40:56])[1:4]
    kind = TYPES[struct.unpack("<h", raw[70:72])[0]]
    offset = int(struct.unpack("<f", raw[108:112])[0])
    affine = np.array([struct.unpack("<4f", raw[280 + 16 * i:296 + 16 * i]) for i in range(3)])
    return np.frombuffer(raw, kind, offset=offset, count=int(np.prod(shape))).reshape(shape[::-1]), affine


def fact(name, mask, affine):
    z, y, x = np.nonzero(mask)
    points = np.diag([-1, -1, 1]) @ (affine[:, :3] @ np.array([x, y, z], float) + affine[:, 3:])
    cut = any(i.min() == 0 or i.max() == n - 1 for i, n in zip((z, y, x), mask.shape))
    top = points[:, points[2] >= points[2].max() - 30] if name == "SpinalCanal" else points
    return len(z) * abs(np.linalg.det(affine[:, :3])) / 1000, cut, top.mean(1)


def patients(data):
    for file in sorted((data / "deepmind_hn_labels").glob("*.nii.gz")):
        voxels, affine = nifti(file)
        yield file.name, {n: np.isin(voxels, k) for n, k in MAP_LABELS.items()}, affine
    for file in sorted((data / "openkbp_expert" / "expert").glob("*.nii.gz")):
        voxels, affine = nifti(file)
        yield file.name, {n: (voxels & sum(1 << b for b in k)) != 0 for n, k in MASK_BITS.items()}, affine


def main():
    facts = []
    for name, masks, affine in patients(pathlib.Path(sys.argv[1])):
        facts.append({n: fact(n, masks[n], affine) for n in NAMES if masks[n].any()})
        print(name, ", ".join(f"{n} {f[0]:.1f}{'*' if f[1] else ''}" for n, f in facts[-1].items()))
    for i, one in enumerate(NAMES):
        for to in NAMES[:i]:
            ways = np.array([f[one][2] - f[to][2] for f in facts if one in f and to in f])
            low, high = ways.min(0).round(), ways.max(0).round()
            print(f"{one} - {to}: {len(ways)} patients, x {low[0]:.0f} to {high[0]:.0f}, y {low[1]:.0f} to {high[1]:.0f}, z {low[2]:.0f} to {high[2]:.0f}")


if __name__ == "__main__":
    main()
