#!/usr/bin/env python3
"""Makes the parity cases: small networks, trained a few steps, and what their own framework gives.

    python make_cases.py ../../src/test/resources/parity

Each case folder is a model version (model.yaml, TorchScript, golden pair) with ct.nii.gz, what the
framework's own predictor made of it (labels.nii.gz) and, for nnU-Net, its blended logits at a few
hundred voxels of the network's grid (logits.npy: plane, row, column, class values).
"""
import json
import os
import pathlib
import shutil
import sys
import tempfile

os.environ.setdefault("nnUNet_raw", "/tmp")
os.environ.setdefault("nnUNet_preprocessed", "/tmp")
os.environ.setdefault("nnUNet_results", "/tmp")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import nibabel as nib
import numpy as np
import torch
import torch.nn as nn

import nnunet
from manifest import write_model

torch.set_num_threads(2)
WANTED = sys.argv[2] if len(sys.argv) > 2 else ""  # part of a case name: makes only those


def synthetic(shape_xyz, spacing, seed):
    """A body with a bright organ on the patient's right, a dark one on the left, a rod, noise; RAS affine
    turned by 180 degrees about z for odd seeds, so that native and patient axes differ."""
    rng = np.random.default_rng(seed)
    flip = seed % 2 == 1
    affine = np.diag([(-1 if not flip else 1) * spacing[0], (-1 if not flip else 1) * spacing[1], spacing[2], 1.0])
    affine[:3, 3] = [40 + seed, -30, 17]
    n = np.array(shape_xyz)
    i = np.stack(np.meshgrid(*[np.arange(k) for k in n], indexing="ij"), -1) - (n - 1) / 2
    p = i * np.sign(np.diag(affine)[:3]) * np.array(spacing)  # RAS mm about the centre
    half = (n - 1) / 2 * np.array(spacing)
    q = p / half
    hu = np.full(n, -1000.0)
    hu[(q[..., 0] / 0.9) ** 2 + (q[..., 1] / 0.85) ** 2 < 1] = 30
    organ = ((q - [0.4, 0.1, 0.0]) / [0.3, 0.45, 0.6]) ** 2
    hu[organ.sum(-1) < 1] = 120
    dark = ((q - [-0.4, 0.0, 0.1]) / [0.35, 0.5, 0.7]) ** 2
    hu[dark.sum(-1) < 1] = -60
    rod = ((q[..., :2] - [0.0, -0.5]) / [0.12, 0.15]) ** 2
    hu[rod.sum(-1) < 1] = 400
    labels = np.zeros(n, np.uint8)
    labels[organ.sum(-1) < 1] = 1
    labels[dark.sum(-1) < 1] = 2
    labels[rod.sum(-1) < 1] = 3
    hu = np.round(hu + rng.normal(0, 25, n)).astype(np.int16)
    return hu, labels, affine


def train(network, steps, patch, classes, norm, seed, regions=False, rate=5e-3):
    """A few steps on synthetic patches, so that outputs are not noise."""
    torch.manual_seed(seed)
    optimiser = torch.optim.Adam(network.parameters(), rate)
    network.train()
    for step in range(steps):
        hu, labels, _ = synthetic(patch[::-1], (2, 2, 2), 100 + step % 8)
        x = torch.from_numpy(norm(hu.transpose(2, 1, 0).astype(np.float32)))[None, None]
        y = torch.from_numpy(labels.transpose(2, 1, 0).astype(np.int64))[None]
        out = network(x)
        out = out[0] if isinstance(out, (list, tuple)) else out
        if regions:
            t = torch.stack([(y > 0).float(), (y >= 2).float(), (y == 3).float()], 1)
            weight = torch.tensor([4.0, 6.0, 12.0]).view(1, 3, 1, 1, 1)
            loss = nn.functional.binary_cross_entropy_with_logits(out, t, pos_weight=weight)
        else:
            loss = nn.functional.cross_entropy(out, y, torch.tensor([1.0, 8, 3, 12]))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    network.eval()
    print("  loss", float(loss))


def plans(spacing, patch, strides, kernels):
    widths = [16, 32, 32][: len(strides)]
    return {
        "dataset_name": "Dataset900_Parity", "plans_name": "nnUNetPlans",
        "original_median_spacing_after_transp": spacing, "original_median_shape_after_transp": [40, 64, 64],
        "image_reader_writer": "SimpleITKIO", "transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2],
        "experiment_planner_used": "ExperimentPlanner", "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": {
            "0": {"max": 500.0, "mean": 60.0, "median": 50.0, "min": -200.0, "percentile_00_5": -180.0,
                  "percentile_99_5": 430.0, "std": 130.0}},
        "configurations": {"3d_fullres": {
            "data_identifier": "nnUNetPlans_3d_fullres", "preprocessor_name": "DefaultPreprocessor",
            "batch_size": 2, "patch_size": patch, "median_image_size_in_voxels": [40.0, 64.0, 64.0],
            "spacing": spacing, "normalization_schemes": ["CTNormalization"], "use_mask_for_norm": [False],
            "resampling_fn_data": "resample_data_or_seg_to_shape",
            "resampling_fn_seg": "resample_data_or_seg_to_shape",
            "resampling_fn_data_kwargs": {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None},
            "resampling_fn_seg_kwargs": {"is_seg": True, "order": 1, "order_z": 0, "force_separate_z": None},
            "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
            "resampling_fn_probabilities_kwargs": {"is_seg": False, "order": 1, "order_z": 0, "force_separate_z": None},
            "architecture": {
                "network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet",
                "arch_kwargs": {
                    "n_stages": len(strides), "features_per_stage": widths,
                    "conv_op": "torch.nn.modules.conv.Conv3d", "kernel_sizes": kernels, "strides": strides,
                    "n_conv_per_stage": [1] * len(strides), "n_conv_per_stage_decoder": [1] * (len(strides) - 1),
                    "conv_bias": True, "norm_op": "torch.nn.modules.instancenorm.InstanceNorm3d",
                    "norm_op_kwargs": {"eps": 1e-5, "affine": True}, "dropout_op": None, "dropout_op_kwargs": None,
                    "nonlin": "torch.nn.LeakyReLU", "nonlin_kwargs": {"inplace": True}},
                "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"]},
            "batch_dice": True}}}


def skip(target):
    if WANTED in str(target):
        shutil.rmtree(target, ignore_errors=True)
        print(target.parent.name)
        return False
    return True


def nnunet_case(target, spacing, patch, strides, kernels, ct_shape, ct_spacing, seed, folds=1,
                mirror=(0, 1, 2), regions=False):
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
    from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
    if skip(target):
        return
    if regions:
        names = {"background": 0, "whole": [1, 2, 3], "inner": [2, 3], "rod": [3]}
    else:
        names = {"background": 0, "organ": 1, "dark": 2, "rod": 3}
    dataset = {"channel_names": {"0": "CT"}, "labels": names, "numTraining": 1, "file_ending": ".nii.gz"}
    if regions:
        dataset["regions_class_order"] = [1, 2, 3]
    heads = 3 if regions else 4
    p = plans(spacing, patch, strides, kernels)
    arch = p["configurations"]["3d_fullres"]["architecture"]
    with tempfile.TemporaryDirectory() as tmp:
        results = pathlib.Path(tmp) / "Dataset900_Parity" / "nnUNetTrainer__nnUNetPlans__3d_fullres"
        results.mkdir(parents=True)
        (results / "plans.json").write_text(json.dumps(p))
        (results / "dataset.json").write_text(json.dumps(dataset))
        for f in range(folds):
            torch.manual_seed(seed + f)
            net = get_network_from_plans(arch["network_class_name"], arch["arch_kwargs"],
                                         arch["_kw_requires_import"], 1, heads, deep_supervision=False)
            train(net, 25, patch, heads, lambda v: (np.clip(v, -180, 430) - 60) / 130, seed + f, regions)
            (results / f"fold_{f}").mkdir()
            torch.save({"network_weights": net.state_dict(), "trainer_name": "nnUNetTrainer",
                        "init_args": {"configuration": "3d_fullres"},
                        "inference_allowed_mirroring_axes": list(mirror)},
                       results / f"fold_{f}" / "checkpoint_final.pth")
        nnunet.export(results, target, {n: {"name": n} for n in names})
        hu, _, affine = synthetic(ct_shape, ct_spacing, seed)
        nib.Nifti1Image(hu, affine).to_filename(str(target / "ct.nii.gz"))
        predictor = nnUNetPredictor(tile_step_size=0.5, use_gaussian=True, use_mirroring=True,
                                    perform_everything_on_device=False, device=torch.device("cpu"),
                                    verbose=False, allow_tqdm=False)
        predictor.initialize_from_trained_model_folder(str(results), tuple(range(folds)), "checkpoint_final.pth")
        from nnunetv2.imageio.simpleitk_reader_writer import SimpleITKIO
        image, props = SimpleITKIO().read_images([str(target / "ct.nii.gz")])
        pre = predictor.configuration_manager.preprocessor_class(verbose=False)
        data, _, _ = pre.run_case_npy(image.copy(), None, dict(props), predictor.plans_manager,
                                      predictor.configuration_manager, predictor.dataset_json)
        logits = single_precision(predictor, torch.as_tensor(data))
        save_logits(target, logits, seed)
        seg = predictor.predict_single_npy_array(image, props, None, None, False)
        save_labels(target, seg.transpose(2, 1, 0), affine)


def single_precision(predictor, data):
    """nnU-Net weights and sums tiles in half precision, which is good to 5 % where a tile's weight is
    smallest. To compare to 1e-3 the same code is run with float32 in half's place; labels are compared
    with the predictor as it is."""
    from nnunetv2.inference import predict_from_raw_data as module
    half, gaussian = torch.half, module.compute_gaussian
    try:
        torch.half = torch.float32
        module.compute_gaussian = lambda *a, **k: gaussian.__wrapped__(*a, **{**k, "dtype": torch.float32})
        logits = predictor.predict_logits_from_preprocessed_data(data).float().numpy()
    finally:
        torch.half, module.compute_gaussian = half, gaussian
    rough = predictor.predict_logits_from_preprocessed_data(data).float().numpy()
    print("  half precision is off by", np.abs(rough - logits).max() / np.abs(logits).max())
    return logits


def save_logits(target, logits, seed):
    rng = np.random.default_rng(seed)
    _, a, b, c = logits.shape
    at = np.stack([rng.integers(0, k, 400) for k in (a, b, c)], 1)
    values = logits[:, at[:, 0], at[:, 1], at[:, 2]].T
    np.save(target / "logits.npy", np.concatenate([at, values], 1).astype(np.float32))
    (target / "logits-shape.txt").write_text(f"{a} {b} {c}\n")


def save_labels(target, labels_xyz, affine):
    nib.Nifti1Image(labels_xyz.astype(np.uint8), affine).to_filename(str(target / "labels.nii.gz"))
    print("  labels", np.unique(labels_xyz, return_counts=True))


class Tiny(nn.Module):
    """Two levels, widths 16 and 32."""

    def __init__(self, classes):
        super().__init__()
        self.a = nn.Conv3d(1, 16, 3, padding=1)
        self.b = nn.Conv3d(16, 32, 3, stride=2, padding=1)
        self.c = nn.ConvTranspose3d(32, 16, 2, stride=2)
        self.d = nn.Conv3d(32, classes, 1)

    def forward(self, x):
        x = x.contiguous(memory_format=torch.channels_last_3d)
        a = torch.relu(self.a(x))
        c = torch.relu(self.c(torch.relu(self.b(a))))
        return self.d(torch.cat([a, c], 1)).contiguous()


def monai_case(target, seed, orientation, pixdim, roi, overlap, mode, style, ct_shape, ct_spacing, scale):
    """style: probabilities (softmax, inverted linearly, argmax), labels (argmax, inverted nearest),
    sigmoid (inverted linearly, > 0.5 each)."""
    from monai.data import MetaTensor, decollate_batch
    from monai.inferers import sliding_window_inference
    from monai.transforms import (Activationsd, AsDiscreted, Compose, EnsureChannelFirstd, Invertd, LoadImaged,
                                  Orientationd, ScaleIntensityRanged, Spacingd)
    if skip(target):
        return
    target.mkdir(parents=True, exist_ok=True)
    hu, _, affine = synthetic(ct_shape, ct_spacing, seed)
    nib.Nifti1Image(hu, affine).to_filename(str(target / "ct.nii.gz"))
    low, high, to_low, to_high, clip = scale
    heads = 3 if style == "sigmoid" else 4
    torch.manual_seed(seed)
    net = Tiny(heads)
    normal = lambda v: np.clip((v - low) / (high - low) * (to_high - to_low) + to_low, to_low, to_high)
    train(net, 150, list(roi), heads, lambda v: normal(v).astype(np.float32), seed, style == "sigmoid", 1e-2)
    pre = Compose([
        LoadImaged("image"), EnsureChannelFirstd("image"), Orientationd("image", axcodes=orientation),
        Spacingd("image", pixdim=pixdim, mode="bilinear"),
        ScaleIntensityRanged("image", low, high, to_low, to_high, clip=clip)])
    item = pre({"image": str(target / "ct.nii.gz")})
    with torch.no_grad():
        out = sliding_window_inference(item["image"][None], roi, 1, net, overlap=overlap, mode=mode,
                                       padding_mode="constant", cval=0.0)
    item["pred"] = MetaTensor(out[0], meta=item["image"].meta, applied_operations=item["image"].applied_operations)
    act = Activationsd("pred", softmax=style != "sigmoid", sigmoid=style == "sigmoid")
    arg = AsDiscreted("pred", argmax=style != "sigmoid", threshold=0.5 if style == "sigmoid" else None)
    invert = Invertd("pred", transform=pre, orig_keys="image", nearest_interp=style == "labels", to_tensor=True)
    post = Compose([act, arg, invert] if style == "labels" else [act, invert, arg])
    got = np.asarray(post(item)["pred"])
    if style == "sigmoid":  # structures may overlap: bit c for channel c
        labels = sum((got[c] > 0.5).astype(np.uint8) << c for c in range(heads))
    else:
        labels = got[0]
    save_labels(target, labels, affine)
    rng = np.random.default_rng(1)
    golden = rng.normal(0, 1, [1, 1] + list(roi)).astype(np.float32)
    letters = "".join({"R": "R", "A": "A", "S": "S", "L": "L", "P": "P"}[c] for c in orientation)
    write_model(target, [("tiny.pt", net)], golden, {
        "title": "Parity " + target.parent.name, "licence": "Apache-2.0", "intended_use": "A test",
        "clinical_use": False, "adult_only": False, "training_data": "Synthetic", "engine_memory_mb": 100,
        "input": {"modality": "CT", "orientation": letters, "axis_order": "xyz", "padding_hu": -32768,
                  "least_spacing_mm": 0.3, "most_spacing_mm": 8, "body_part": "any", "shape_divisor": [2, 2, 2]},
        "preprocess": [
            {"resample": {"spacing_mm": list(pixdim), "order": 1, "grid": "corner_centre",
                          "skip_tolerance_mm": 0.0001}},
            {"range": {"from_low": low, "from_high": high, "to_low": to_low, "to_high": to_high, "clip": clip}}],
        "tiling": {"patch": list(roi), "placement": "fixed", "step": 1 - overlap, "weight": mode,
                   "centre": "middle", "sigma_share": 0.125, "floor": 0.001},
        "output": {"classes": heads, "activation": "sigmoid" if style == "sigmoid" else "softmax",
                   "decode": "threshold" if style == "sigmoid" else "argmax",
                   "invert": "labels" if style == "labels" else "probabilities",
                   "order": 0 if style == "labels" else 1},
        "labels": [{"index": i, "name": f"Label_{i}", "colour": [60 * i, 0, 0]} for i in (1, 2, 3)]})


def main():
    root = pathlib.Path(sys.argv[1])
    at = lambda name: root / name / "1.0.0"
    iso = ([[1, 1, 1], [2, 2, 2]], [[3, 3, 3], [3, 3, 3]])
    flat = ([[1, 1, 1], [1, 2, 2]], [[1, 3, 3], [3, 3, 3]])
    nnunet_case(at("nnunet-folds"), [2.5, 1.8, 1.8], [16, 32, 32], *iso, (50, 44, 20), (1.5, 1.6, 3.0), 3, folds=2)
    nnunet_case(at("nnunet-aniso"), [6.0, 1.4, 1.4], [8, 32, 32], *flat, (60, 52, 14), (1.1, 1.2, 5.0), 4)
    nnunet_case(at("nnunet-regions"), [2.0, 2.0, 2.0], [24, 24, 32], *iso, (44, 50, 26), (1.7, 1.7, 2.4), 5,
                mirror=(2,), regions=True)
    monai_case(at("monai-ras-constant"), 6, "RAS", (1.9, 1.9, 2.5), (32, 32, 16), 0.25, "constant",
               "probabilities", (60, 52, 24), (1.5, 1.6, 3.0), (-200.0, 400.0, 0.0, 1.0, True))
    monai_case(at("monai-lps-gaussian"), 7, "LPS", (1.3, 1.7, 3.4), (32, 24, 16), 0.5, "gaussian",
               "labels", (60, 52, 24), (1.5, 1.6, 3.0), (-200.0, 400.0, -1.0, 1.0, True))
    monai_case(at("monai-sigmoid"), 9, "RAS", (2.2, 2.0, 3.0), (32, 32, 16), 0.625, "gaussian",
               "sigmoid", (56, 50, 20), (1.5, 1.7, 3.5), (-200.0, 400.0, 0.0, 1.0, True))


if __name__ == "__main__":
    main()
