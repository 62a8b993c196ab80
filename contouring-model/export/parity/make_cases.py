#!/usr/bin/env python3
"""Makes the parity cases: small networks trained a few steps, exported, and what their own framework gives.

    python make_cases.py OUT                        the small synthetic cases that are in the repository
    python make_cases.py OUT --real SHARED/data     the same kinds on real CTs; nothing of it may be committed

Each case folder is a model version (model.yaml, TorchScript, golden pair) as its exporter wrote it, with
ct.nii.gz and the files of frameworks.py.
"""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile
import time
import warnings
import zipfile

for key in ("nnUNet_raw", "nnUNet_preprocessed", "nnUNet_results"):
    os.environ.setdefault(key, tempfile.gettempdir())
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent), str(pathlib.Path(__file__).resolve().parent)]
warnings.filterwarnings("ignore")

import nibabel as nib  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

import frameworks  # noqa: E402
import innereye  # noqa: E402
import monai_bundle  # noqa: E402
import networks  # noqa: E402
import nnunet  # noqa: E402

ISO = ([[1, 1, 1], [2, 2, 2]], [[3, 3, 3], [3, 3, 3]])
FLAT = ([[1, 1, 1], [1, 2, 2]], [[1, 3, 3], [3, 3, 3]])
INNEREYE = {
    "architecture": "UNet3D", "norm_method": "CT Window", "level": 50, "window": 600, "padding_mode": "edge",
    "ground_truth_ids": ["organ", "dark", "rod"],
    "largest_connected_component_foreground_classes": [["organ", 0.1], ["rod", None]],
    "slice_exclusion_rules": [{"higher_class": "organ", "lower_class": "dark", "higher_dominates": True}]}


class Cases:
    def __init__(self, root, wanted, logits):
        self.root, self.wanted, self.logits = root, wanted, logits

    def folder(self, name):
        """The case's folder, made anew; None if it is not wanted."""
        if self.wanted not in name:
            return None
        print(name, flush=True)
        self.start = time.time()
        target = self.root / name / "1.0.0"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        return target

    def nnunet(self, name, source, spacing, patch, shape, seed, folds=1, mirror=(0, 1, 2), regions=False):
        target = self.folder(name)
        if not target:
            return
        with tempfile.TemporaryDirectory() as tmp:
            results = pathlib.Path(tmp) / "Dataset900_Parity" / "nnUNetTrainer__nnUNetPlans__3d_fullres"
            image = self.prepared(source, spacing[::-1], target)
            labels = networks.nnunet_results(results, image, spacing, patch, *shape, seed, folds, mirror, regions)
            nnunet.export(results, target, {n: {"name": n} for n in labels}, (0.3, 8.0))
            frameworks.nnunet(results, target, folds, regions, self.logits)
        self.end()

    def monai(self, name, source, seed, network, axcodes, pixdim, roi, overlap, mode, style, scale, **more):
        target = self.folder(name)
        if not target:
            return
        with tempfile.TemporaryDirectory() as tmp:
            bundle = pathlib.Path(tmp) / name
            networks.monai_bundle(bundle, self.prepared(source, pixdim, target), seed, network, axcodes, pixdim, roi,
                                  overlap, mode, style, scale, **more)
            monai_bundle.export(bundle, target, {n: {"name": n} for n in networks.CLASSES}, (0.3, 8.0))
            frameworks.monai(bundle, target, style, self.logits)
        self.end()

    def innereye(self, name, source, seed, crop, stride, smoothing, depth=1, folds=2):
        target = self.folder(name)
        if not target:
            return
        settings = {**INNEREYE, "test_crop_size": crop, "inference_stride_size": stride,
                    "posterior_smoothing_mm": smoothing}
        with tempfile.TemporaryDirectory() as tmp:
            image = self.prepared(source, None, target)
            paths = networks.innereye_model(pathlib.Path(tmp), image, seed, {**settings, "depth": depth}, folds)
            innereye.export(settings, target, paths)
            frameworks.innereye(settings, paths, target, self.logits)
        self.end()

    @staticmethod
    def prepared(source, spacing, target):
        if not isinstance(source, networks.Synthetic):
            source = networks.Real(source, np.array(spacing if spacing else source.header.get_zooms()[:3]))
        source.image.to_filename(str(target / "ct.nii.gz"))
        return source

    def end(self):
        print("  %.0f s" % (time.time() - self.start), flush=True)


def dicom(shared, archive, number=0):
    """A series of a zip as int16 in its own orientation."""
    import SimpleITK as sitk
    with tempfile.TemporaryDirectory() as tmp:
        zipfile.ZipFile(shared / archive).extractall(tmp)
        series = []
        for folder in sorted({p.parent for p in pathlib.Path(tmp).rglob("*") if p.is_file()}):
            for uid in sitk.ImageSeriesReader.GetGDCMSeriesIDs(str(folder)):
                series.append(sitk.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder), uid))
        files = [f for f in series if len(f) > 10][number]
        image = sitk.Cast(sitk.ReadImage(files), sitk.sitkInt16)
        sitk.WriteImage(image, str(pathlib.Path(tmp) / "ct.nii"))
        loaded = nib.load(pathlib.Path(tmp) / "ct.nii")
        return nib.Nifti1Image(np.asarray(loaded.dataobj).astype(np.int16), loaded.affine)


def box(image, *ranges):
    return image.slicer[tuple(slice(*r) for r in ranges)]


def stored_as(image, codes):
    """The same image, its array turned."""
    turn = nib.orientations.ornt_transform(nib.io_orientation(image.affine), nib.orientations.axcodes2ornt(codes))
    return image.as_reoriented(turn)


def synthetic(cases):
    s = networks.Synthetic
    cases.nnunet("nnunet-folds", s((50, 44, 20), (1.5, 1.6, 3.0), 3), [2.5, 1.8, 1.8], [16, 32, 32], ISO, 3, folds=2)
    cases.nnunet("nnunet-aniso", s((60, 52, 14), (1.1, 1.2, 5.0), 4), [6.0, 1.4, 1.4], [8, 32, 32], FLAT, 4)
    cases.nnunet("nnunet-regions", s((44, 50, 26), (1.7, 1.7, 2.4), 5), [2.0, 2.0, 2.0], [24, 24, 32], ISO, 5,
                 mirror=(2,), regions=True)
    cases.monai("monai-ras-constant", s((60, 52, 24), (1.5, 1.6, 3.0), 6), 6, "UNet", "RAS", (1.9, 1.9, 2.5),
                (32, 32, 16), 0.25, "constant", "probabilities", (-200.0, 400.0, 0.0, 1.0), crop=True)
    cases.monai("monai-lps-gaussian", s((60, 52, 24), (1.5, 1.6, 3.0), 7), 7, "SegResNet", "LPS", (1.3, 1.7, 3.4),
                (32, 24, 16), 0.5, "gaussian", "labels", (-200.0, 400.0, -1.0, 1.0), as_yaml=True)
    cases.monai("monai-sigmoid", s((56, 50, 20), (1.5, 1.7, 3.5), 9), 9, "UNet", "RAS", (2.2, 2.0, 3.0),
                (32, 32, 16), 0.625, "gaussian", "sigmoid", (-200.0, 400.0, 0.0, 1.0), script=True, replicate=True)
    cases.innereye("innereye", s((50, 46, 25), (1.5, 1.6, 3.0), 8), 8, [16, 32, 32], [8, 16, 24], [3, 2, 2])


def real(cases, shared):
    neck = box(dicom(shared, "cerr_hn_picker/pt_1.zip"), (200, 300), (190, 290), (30, 62))
    liver = box(dicom(shared, "crlm_ge_abdomen/CRLM-CT-1004.zip"), (120, 280), (130, 270), (8, 32))
    lung = dicom(shared, "ibsi_lung_phantom/pat_2.zip")
    trunk = nib.load(shared / "ts_example" / "example_ct.nii.gz")
    trunk = nib.Nifti1Image(np.asarray(trunk.dataobj).astype(np.int16), trunk.affine)
    for name, image in (("neck", neck), ("liver", liver), ("lung", lung), ("trunk", trunk)):
        print(name, image.shape, "%.2f x %.2f x %.2f mm" % image.header.get_zooms()[:3], nib.aff2axcodes(image.affine))
    cases.nnunet("nnunet-folds-neck", neck, [3.0, 1.5, 1.5], [24, 48, 48], ISO, 13, folds=2)
    cases.nnunet("nnunet-aniso-liver", stored_as(liver, "RPI"), [5.0, 1.2, 1.2], [8, 64, 64], FLAT, 14)
    cases.nnunet("nnunet-regions-trunk", stored_as(trunk, "ASR"), [3.5, 3.2, 3.2], [32, 32, 48], ISO, 15,
                 mirror=(2,), regions=True)
    soft = (-200.0, 300.0, 0.0, 1.0)
    cases.monai("monai-ras-constant-liver", liver, 16, "UNet", "RAS", (1.5, 1.5, 2.0), (48, 48, 32), 0.5, "constant",
                "probabilities", soft, largest=True)
    cases.monai("monai-lps-gaussian-lung", stored_as(lung, "PIR"), 17, "SegResNet", "LPS", (1.7, 1.3, 2.2),
                (48, 48, 32), 0.25, "gaussian", "labels", (-1000.0, 400.0, -1.0, 1.0), as_yaml=True)
    cases.monai("monai-sigmoid-trunk", stored_as(trunk, "SLA"), 18, "UNet", "RAS", (2.3, 2.7, 3.4), (48, 48, 32),
                0.625, "gaussian", "sigmoid", soft, script=True, replicate=True)
    cases.monai("monai-logits-neck", stored_as(neck, "RIA"), 19, "SegResNet", "RAS", (1.4, 1.4, 2.6), (48, 48, 16),
                0.5, "gaussian", "logits", soft, crop=True)
    cases.innereye("innereye-neck", neck, 20, [16, 48, 48], [8, 32, 32], [3, 2, 2])
    cases.innereye("innereye-liver", liver, 21, [16, 64, 64], [16, 32, 48], None, depth=2, folds=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--real", type=pathlib.Path, metavar="SHARED/data")
    parser.add_argument("--only", default="", help="part of a case's name")
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    cases = Cases(a.out, a.only, 20000 if a.real else 400)
    real(cases, a.real) if a.real else synthetic(cases)


if __name__ == "__main__":
    main()
