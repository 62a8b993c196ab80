"""Truth about a folder of CT slices by pydicom: prints shape and geometry, writes HU as int16.

usage: ct_truth.py OUT.raw FILE...  (files of one series, any order)
Padding follows the project's documented rule: a padded value outside every physical HU is -1024.
"""
import sys

import numpy as np
import pydicom


def stored(ds):
    a = ds.pixel_array.astype(np.int64)
    bits = int(ds.BitsStored)
    a = (a >> (int(ds.HighBit) + 1 - bits)) & ((1 << bits) - 1)
    if ds.PixelRepresentation == 1:
        a = np.where(a >= 1 << (bits - 1), a - (1 << bits), a)
    return a


def hu(ds):
    v = stored(ds)
    h = np.rint(v * float(ds.RescaleSlope) + float(ds.RescaleIntercept))
    pad = getattr(ds, "PixelPaddingValue", None)
    if pad is not None and not isinstance(pad, bytes):
        pad = int(pad)
        if ds.PixelRepresentation == 1 and pad > 32767:
            pad -= 65536
        h = np.where((v == pad) & ((h < -1024) | (h > 31000)), -1024, h)
    return np.clip(h, -32768, 32767).astype("<i2")


out, files = sys.argv[1], sys.argv[2:]
sets = [pydicom.dcmread(f) for f in files]
o = np.array(sets[0].ImageOrientationPatient, float)
normal = np.cross(o[:3], o[3:])
sets.sort(key=lambda d: float(np.dot(normal, np.array(d.ImagePositionPatient, float))))
first = sets[0]
print("shape", len(sets), first.Rows, first.Columns)
print("spacing", float(first.PixelSpacing[0]), float(first.PixelSpacing[1]))
print("orientation", *o)
for d in sets:
    print("slice", d.SOPInstanceUID or d.file_meta.MediaStorageSOPInstanceUID, *[float(x) for x in d.ImagePositionPatient])
with open(out, "wb") as f:
    for d in sets:
        f.write(hu(d).tobytes())
