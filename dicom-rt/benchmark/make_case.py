#!/usr/bin/env python3
"""Makes the benchmark's case in a folder: a CT of 512 x 512 x 200 and 10 masks (a body, a ring target, 8 ellipsoids).

make_case.py FOLDER; needs numpy and pydicom. run.sh makes it and measures.
"""
import os
import sys

import numpy as np
import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset

ROWS = COLUMNS = 512
SLICES = 200
out = sys.argv[1]
os.makedirs(out + "/ct")
os.makedirs(out + "/masks")
meta = FileMetaDataset()
meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
pixels = bytes(2 * ROWS * COLUMNS)
for k in range(SLICES):
    meta.MediaStorageSOPInstanceUID = f"2.25.77.3.{k + 1}"
    d = FileDataset(None, {}, file_meta=meta, preamble=bytes(128))
    d.is_little_endian, d.is_implicit_VR = True, False
    d.SOPClassUID, d.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    d.StudyInstanceUID, d.SeriesInstanceUID, d.FrameOfReferenceUID = "2.25.77.1", "2.25.77.2", "2.25.77.4"
    d.Modality, d.PatientName, d.PatientID, d.PatientBirthDate, d.PatientSex = "CT", "BENCH^MARK", "B1", "", ""
    d.StudyDate, d.StudyTime, d.StudyID, d.AccessionNumber, d.ReferringPhysicianName = "20261101", "080000", "1", "", ""
    d.SeriesNumber, d.InstanceNumber, d.ImageType = 1, k + 1, ["ORIGINAL", "PRIMARY", "AXIAL"]
    d.PatientPosition, d.SliceThickness = "HFS", 2
    d.ImagePositionPatient, d.ImageOrientationPatient = [-250, -250, 2 * k], [1, 0, 0, 0, 1, 0]
    d.PixelSpacing, d.Rows, d.Columns = [0.9765625, 0.9765625], ROWS, COLUMNS
    d.SamplesPerPixel, d.PhotometricInterpretation = 1, "MONOCHROME2"
    d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 16, 15, 1
    d.RescaleIntercept, d.RescaleSlope, d.RescaleType = 0, 1, "HU"
    d.PixelData = pixels
    d.save_as(f"{out}/ct/{k:03}.dcm", write_like_original=False)

r, c = np.mgrid[0:ROWS, 0:COLUMNS].astype(np.float32)


def disc(row, column, high, wide):
    return ((r - row) / high) ** 2 + ((c - column) / wide) ** 2 < 1


def ellipsoid(k, row, column, slice_, high, wide, long):
    rest = 1 - ((k - slice_) / long) ** 2
    return disc(row, column, high * rest ** 0.5, wide * rest ** 0.5) if rest > 0 else None


structures = {"Body": lambda k: disc(256, 256, 150 + 20 * np.sin(k / 30), 215 + 15 * np.cos(k / 20))}
structures["Ring"] = lambda k: disc(256, 256, 60, 70) & ~disc(256, 256, 40, 45) if 40 < k < 160 else None
for i in range(8):
    structures[f"Organ{i}"] = lambda k, i=i: ellipsoid(
        k, 180 + 40 * (i % 4), 120 + 35 * i, 60 + 12 * i, 30 + 4 * i, 40 + 3 * i, 30 + 6 * i)
for name, inside in structures.items():
    with open(f"{out}/masks/{name}.nrrd", "wb") as f:
        f.write((f"NRRD0004\ntype: uint8\ndimension: 3\nspace: left-posterior-superior\n"
                 f"sizes: {COLUMNS} {ROWS} {SLICES}\nspace directions: (0.9765625,0,0) (0,0.9765625,0) (0,0,2)\n"
                 "kinds: domain domain domain\nencoding: raw\nspace origin: (-250,-250,0)\n\n").encode())
        for k in range(SLICES):
            m = inside(k)
            f.write(bytes(ROWS * COLUMNS) if m is None else m.astype(np.uint8).tobytes())
