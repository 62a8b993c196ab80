"""Small networks, trained a few steps so that outputs are not noise, in their frameworks' own folders."""
import json

import nibabel as nib
import numpy as np
import scipy.ndimage
import torch
import torch.nn as nn
import yaml

import innereye

CLASSES = ("background", "organ", "dark", "rod")


class Synthetic:
    """A body with a bright organ on the patient's right, a dark one on the left, a rod, noise; its RAS affine
    turned by 180 degrees about z for odd seeds, so that native and patient axes differ."""

    def __init__(self, shape, spacing, seed):
        self.image = nib.Nifti1Image(*self.draw(shape, spacing, seed)[::2])

    @staticmethod
    def draw(shape, spacing, seed):
        rng = np.random.default_rng(seed)
        sign = 1 if seed % 2 else -1
        affine = np.diag([sign * spacing[0], sign * spacing[1], spacing[2], 1.0])
        affine[:3, 3] = [40 + seed, -30, 17]
        n = np.array(shape)
        i = np.stack(np.meshgrid(*[np.arange(k) for k in n], indexing="ij"), -1) - (n - 1) / 2
        q = i * [sign, sign, 1] / ((n - 1) / 2)
        hu = np.full(n, -1000.0)
        labels = np.zeros(n, np.uint8)
        hu[(q[..., 0] / 0.9) ** 2 + (q[..., 1] / 0.85) ** 2 < 1] = 30
        parts = [([0.4, 0.1, 0.0], [0.3, 0.45, 0.6], 120), ([-0.4, 0.0, 0.1], [0.35, 0.5, 0.7], -60)]
        for index, (centre, radius, value) in enumerate(parts):
            inside = (((q - centre) / radius) ** 2).sum(-1) < 1
            hu[inside], labels[inside] = value, index + 1
        rod = (((q[..., :2] - [0.0, -0.5]) / [0.12, 0.15]) ** 2).sum(-1) < 1
        hu[rod], labels[rod] = 400, 3
        return np.round(hu + rng.normal(0, 25, n)).astype(np.int16), labels, affine

    def patch(self, shape, step):
        hu, labels, _ = self.draw(shape, (2, 2, 2), 100 + step % 8)
        return hu, labels


class Real:
    """A CT; what is learned are tissues by smoothed HU: soft tissue, fat, bone."""

    def __init__(self, image, spacing):
        self.image = image
        hu = np.asarray(image.dataobj).astype(np.float32)
        zoom = np.array(image.header.get_zooms()[:3]) / spacing
        self.hu = scipy.ndimage.zoom(hu, zoom, order=1)
        smooth = scipy.ndimage.gaussian_filter(self.hu, 1)
        self.labels = np.zeros(smooth.shape, np.uint8)
        for index, (low, high) in enumerate([(5, 140), (-170, -40), (160, 4000)]):
            self.labels[(smooth > low) & (smooth < high)] = index + 1

    def patch(self, shape, step):
        rng = np.random.default_rng(step % 12)
        missing = [max(0, s - n) for s, n in zip(shape, self.hu.shape)]
        pad = [(m // 2, m - m // 2) for m in missing]
        hu, labels = np.pad(self.hu, pad, mode="edge"), np.pad(self.labels, pad, mode="edge")
        at = [rng.integers(0, n - s + 1) for n, s in zip(hu.shape, shape)]
        cut = tuple(slice(a, a + s) for a, s in zip(at, shape))
        return hu[cut], labels[cut]


def train(network, source, steps, patch, norm, seed, zyx, regions=False, rate=5e-3):
    torch.manual_seed(seed)
    optimiser = torch.optim.Adam(network.parameters(), rate)
    network.train()
    turn = (lambda a: a.transpose(2, 1, 0)) if zyx else (lambda a: a)
    for step in range(steps):
        hu, labels = source.patch(patch[::-1] if zyx else patch, step)
        x = torch.from_numpy(np.ascontiguousarray(norm(turn(hu).astype(np.float32))))[None, None]
        y = torch.from_numpy(np.ascontiguousarray(turn(labels).astype(np.int64)))[None]
        out = network(x)
        out = out[0] if isinstance(out, (list, tuple)) else out
        if regions:
            t = torch.stack([(y > 0).float(), (y >= 2).float(), (y == 3).float()], 1)
            weight = torch.tensor([4.0, 6.0, 12.0]).view(1, 3, 1, 1, 1)
            loss = nn.functional.binary_cross_entropy_with_logits(out, t, pos_weight=weight)
        else:
            loss = nn.functional.cross_entropy(out, y, torch.tensor([1.0, 4, 3, 8]))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    network.eval()
    print("  loss %.3f" % float(loss))
    return network


def nnunet_plans(spacing, patch, strides, kernels):
    resampling = {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None}
    configuration = {
        "data_identifier": "nnUNetPlans_3d_fullres", "preprocessor_name": "DefaultPreprocessor",
        "batch_size": 2, "patch_size": patch, "median_image_size_in_voxels": [40.0, 64.0, 64.0],
        "spacing": spacing, "normalization_schemes": ["CTNormalization"], "use_mask_for_norm": [False],
        "resampling_fn_data": "resample_data_or_seg_to_shape",
        "resampling_fn_seg": "resample_data_or_seg_to_shape",
        "resampling_fn_data_kwargs": resampling,
        "resampling_fn_seg_kwargs": {**resampling, "is_seg": True, "order": 1},
        "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
        "resampling_fn_probabilities_kwargs": {**resampling, "order": 1},
        "architecture": {
            "network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet",
            "arch_kwargs": {
                "n_stages": len(strides), "features_per_stage": [16, 32, 32][: len(strides)],
                "conv_op": "torch.nn.modules.conv.Conv3d", "kernel_sizes": kernels, "strides": strides,
                "n_conv_per_stage": [1] * len(strides), "n_conv_per_stage_decoder": [1] * (len(strides) - 1),
                "conv_bias": True, "norm_op": "torch.nn.modules.instancenorm.InstanceNorm3d",
                "norm_op_kwargs": {"eps": 1e-5, "affine": True}, "dropout_op": None, "dropout_op_kwargs": None,
                "nonlin": "torch.nn.LeakyReLU", "nonlin_kwargs": {"inplace": True}},
            "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"]},
        "batch_dice": True}
    return {
        "dataset_name": "Dataset900_Parity", "plans_name": "nnUNetPlans",
        "original_median_spacing_after_transp": spacing, "original_median_shape_after_transp": [40, 64, 64],
        "image_reader_writer": "SimpleITKIO", "transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2],
        "experiment_planner_used": "ExperimentPlanner", "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": {
            "0": {"max": 500.0, "mean": 60.0, "median": 50.0, "min": -200.0, "percentile_00_5": -180.0,
                  "percentile_99_5": 430.0, "std": 130.0}},
        "configurations": {"3d_fullres": configuration}}


def nnunet_results(folder, source, spacing, patch, strides, kernels, seed, folds, mirror, regions):
    """A results folder as nnU-Net's training leaves it."""
    from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
    if regions:
        names = {"background": 0, "whole": [1, 2, 3], "inner": [2, 3], "rod": [3]}
    else:
        names = {name: i for i, name in enumerate(CLASSES)}
    dataset = {"channel_names": {"0": "CT"}, "labels": names, "numTraining": 1, "file_ending": ".nii.gz"}
    if regions:
        dataset["regions_class_order"] = [1, 2, 3]
    plans = nnunet_plans(spacing, patch, strides, kernels)
    arch = plans["configurations"]["3d_fullres"]["architecture"]
    folder.mkdir(parents=True)
    (folder / "plans.json").write_text(json.dumps(plans))
    (folder / "dataset.json").write_text(json.dumps(dataset))
    for fold in range(folds):
        torch.manual_seed(seed + fold)
        network = get_network_from_plans(arch["network_class_name"], arch["arch_kwargs"], arch["_kw_requires_import"],
                                         1, 3 if regions else 4, deep_supervision=False)
        train(network, source, 40, patch, lambda v: (np.clip(v, -180, 430) - 60) / 130, seed + fold, True, regions)
        (folder / f"fold_{fold}").mkdir()
        torch.save({"network_weights": network.state_dict(), "trainer_name": "nnUNetTrainer",
                    "init_args": {"configuration": "3d_fullres"},
                    "inference_allowed_mirroring_axes": list(mirror)}, folder / f"fold_{fold}" / "checkpoint_final.pth")
    return list(names)[1:]


def monai_bundle(folder, source, seed, network, axcodes, pixdim, roi, overlap, mode, style, scale, crop=False,
                 script=False, as_yaml=False, replicate=False, largest=False):
    """A bundle folder in MONAI's format. style: probabilities (softmax, inverted linearly, argmax), labels
    (argmax, inverted nearest), sigmoid (inverted linearly, > 0.5 each), logits (inverted linearly, argmax)."""
    import monai.networks.nets as nets
    sigmoid = style == "sigmoid"
    channels = 3 if sigmoid else 4
    definition = {"_target_": network, "spatial_dims": 3, "in_channels": 1, "out_channels": channels}
    if network == "UNet":
        definition.update(channels=[16, 32], strides=[2], num_res_units=0, norm="batch")
    elif network == "SegResNet":
        definition.update(init_filters=16, blocks_down=[1, 1], blocks_up=[1], dropout_prob=0.2)
    low, high, to_low, to_high = scale
    torch.manual_seed(seed)
    net = getattr(nets, network)(**{k: v for k, v in definition.items() if k != "_target_"})
    normal = lambda v: np.clip((v - low) / (high - low) * (to_high - to_low) + to_low, to_low, to_high)
    train(net, source, 60, list(roi), lambda v: normal(v).astype(np.float32), seed, False, sigmoid, 1e-2)
    image, pred = {"keys": "@image_key"}, {"keys": "pred"}
    pre = [{"_target_": "LoadImaged", **image}, {"_target_": "EnsureChannelFirstd", **image},
           {"_target_": "Orientationd", **image, "axcodes": axcodes},
           {"_target_": "Spacingd", **image, "pixdim": list(pixdim), "mode": "bilinear"},
           {"_target_": "ScaleIntensityRanged", **image, "a_min": low, "a_max": high, "b_min": to_low,
            "b_max": to_high, "clip": True}]
    if crop:
        pre.append({"_target_": "CropForegroundd", **image, "source_key": "@image_key"})
    pre.append({"_target_": "EnsureTyped", **image})
    act = [] if style == "logits" else [{"_target_": "Activationsd", **pred, ("sigmoid" if sigmoid else "softmax"): True}]
    arg = {"_target_": "AsDiscreted", **pred, **({"threshold": 0.5} if sigmoid else {"argmax": True})}
    invert = {"_target_": "Invertd", **pred, "transform": "@preprocessing", "orig_keys": "@image_key",
              "nearest_interp": style == "labels", "to_tensor": True}
    post = act + ([arg, invert] if style == "labels" else [invert, arg])
    if largest:
        post.append({"_target_": "KeepLargestConnectedComponentd", **pred, "applied_labels": [1, 3]})
    post.append({"_target_": "SaveImaged", **pred, "output_dir": "$@bundle_root + '/eval'"})
    config = {
        "imports": ["$import glob"], "bundle_root": ".", "image_key": "image", "overlap": overlap,
        "device": "$torch.device('cpu')", "network_def": definition, "network": "$@network_def.to(@device)",
        "preprocessing": {"_target_": "Compose", "transforms": pre},
        "inferer": {"_target_": "SlidingWindowInferer", "roi_size": list(roi), "sw_batch_size": 2,
                    "overlap": "@overlap", "mode": mode, "padding_mode": "replicate" if replicate else "constant"},
        "postprocessing": {"_target_": "Compose", "transforms": post}}
    names = CLASSES[1:] if sigmoid else CLASSES
    meta = {"version": "0.1.0", "monai_version": "1.5.2", "task": "Parity " + folder.name,
            "data_source": "Synthetic", "intended_use": "A test", "license": "Apache-2.0",
            "network_data_format": {
                "inputs": {"image": {"type": "image", "format": "hounsfield", "modality": "CT", "num_channels": 1,
                                     "spatial_shape": list(roi), "dtype": "float32", "value_range": [to_low, to_high],
                                     "is_patch_data": True, "channel_def": {"0": "image"}}},
                "outputs": {"pred": {"type": "image", "format": "segmentation", "num_channels": channels,
                                     "spatial_shape": list(roi), "dtype": "float32", "value_range": [0, 1],
                                     "is_patch_data": True,
                                     "channel_def": {str(i): n for i, n in enumerate(names)}}}}}
    (folder / "configs").mkdir(parents=True)
    (folder / "models").mkdir()
    if as_yaml:
        (folder / "configs" / "inference.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    else:
        (folder / "configs" / "inference.json").write_text(json.dumps(config, indent=4))
    (folder / "configs" / "metadata.json").write_text(json.dumps(meta, indent=4))
    if script:
        torch.jit.script(net).save(str(folder / "models" / "model.ts"))
    else:
        torch.save(net.state_dict(), folder / "models" / "model.pt")


def innereye_model(folder, source, seed, settings, folds):
    """Checkpoints as PyTorch Lightning writes InnerEye's: state_dict with the prefix `model.`."""
    paths = []
    level, window = settings["level"], settings["window"]
    low, high = level - window / 2, level + window / 2
    normal = lambda v: np.clip((v - low) / (high - low) * 2 - 1, -1, 1)
    for fold in range(folds):
        torch.manual_seed(seed + fold)
        network = innereye.UNet3D(16, len(settings["ground_truth_ids"]) + 1, depth=settings["depth"])
        train(network, source, 50, list(settings["test_crop_size"]), normal, seed + fold, True)
        paths.append(folder / f"fold{fold}.ckpt")
        torch.save({"epoch": 3, "global_step": 99, "pytorch-lightning_version": "1.5.5",
                    "state_dict": {"model." + k: v for k, v in network.state_dict().items()}}, paths[-1])
    return paths
