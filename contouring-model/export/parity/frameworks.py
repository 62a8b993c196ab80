"""What each framework's own predictor makes of a case: labels, blended output, and where it is a tie.

Written beside the case's ct.nii.gz: labels.nii.gz; ties.nii.gz (1: the two best posteriors, or one and the
threshold, differ by less than TIE; of nnU-Net: their logits by no more than one step of its half precision);
logits.npy (plane, row, column of the network's grid, then a value a class) and logits-shape.txt.
"""
import nibabel as nib
import numpy as np
import torch

TIE = 1e-4


def save(target, name, values, image):
    nib.Nifti1Image(values.astype(np.uint8), image.affine).to_filename(str(target / name))


def save_logits(target, logits, count):
    rng = np.random.default_rng(1)
    _, a, b, c = logits.shape
    at = np.stack([rng.integers(0, k, count) for k in (a, b, c)], 1)
    values = logits[:, at[:, 0], at[:, 1], at[:, 2]].T
    np.save(target / "logits.npy", np.concatenate([at, values], 1).astype(np.float32))
    (target / "logits-shape.txt").write_text(f"{a} {b} {c}\n")


def margin(posteriors, threshold=False):
    """Of [class, ...]: how far the best is from the second, or the nearest from 0.5."""
    p = np.asarray(posteriors, dtype=np.float64)
    if threshold:
        return np.abs(p - 0.5).min(0)
    best = np.partition(p, p.shape[0] - 2, axis=0)
    return best[-1] - best[-2]


def half_ties(logits, threshold=False):
    """Of half-precision [class, ...]: 1 where the best two, or one and 0, are at most one step of a half apart."""
    v = np.asarray(logits).astype(np.float64)
    step = np.spacing(np.abs(logits)).astype(np.float64)
    if threshold:
        return (np.abs(v) <= step).any(0)
    best = np.partition(v, v.shape[0] - 2, axis=0)
    return best[-1] - best[-2] <= step.max(0)


def nnunet(results, target, folds, regions, count):
    from nnunetv2.imageio.simpleitk_reader_writer import SimpleITKIO
    from nnunetv2.inference.export_prediction import convert_predicted_logits_to_segmentation_with_correct_shape
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
    predictor = nnUNetPredictor(tile_step_size=0.5, use_gaussian=True, use_mirroring=True,
                                perform_everything_on_device=False, device=torch.device("cpu"), verbose=False,
                                allow_tqdm=False)
    predictor.initialize_from_trained_model_folder(str(results), tuple(range(folds)), "checkpoint_final.pth")
    image, props = SimpleITKIO().read_images([str(target / "ct.nii.gz")])
    manager = predictor.configuration_manager
    data, _, props = manager.preprocessor_class(verbose=False).run_case_npy(
        image.copy(), None, dict(props), predictor.plans_manager, manager, predictor.dataset_json)
    data = torch.as_tensor(data)
    logits = predictor.predict_logits_from_preprocessed_data(data)
    assert logits.dtype == torch.half
    labels = convert_predicted_logits_to_segmentation_with_correct_shape(
        logits, predictor.plans_manager, manager, predictor.label_manager, props, False, 2)
    ct = nib.load(target / "ct.nii.gz")
    save(target, "labels.nii.gz", labels.transpose(2, 1, 0), ct)
    save(target, "ties.nii.gz", full(half_ties(resampled(predictor, manager, logits, props), regions), predictor,
                                     props).transpose(2, 1, 0), ct)
    save_logits(target, logits.float().numpy(), count)


def resampled(predictor, manager, logits, props):
    """The halves that nnU-Net decodes, on the cropped image's grid."""
    forward = predictor.plans_manager.transpose_forward
    return manager.resampling_fn_probabilities(
        logits, props["shape_after_cropping_and_before_resampling"], manager.spacing,
        [props["spacing"][i] for i in forward])


def full(values, predictor, props):
    from acvl_utils.cropping_and_padding.bounding_boxes import insert_crop_into_image
    out = insert_crop_into_image(np.zeros(props["shape_before_cropping"], np.uint8), values.astype(np.uint8),
                                 props["bbox_used_for_cropping"])
    return out.transpose(predictor.plans_manager.transpose_backward)


def monai(folder, target, style, count):
    """The bundle's own objects, as MONAI's parser makes them; its post transforms one by one."""
    from monai.data import MetaTensor

    import monai_bundle
    bundle = monai_bundle.Bundle(folder)
    network = monai_bundle.load_network(bundle)
    pre, inferer, post = (bundle.value(id) for id in ("preprocessing", "inferer", "postprocessing"))
    item = pre({"image": str(target / "ct.nii.gz")})
    with torch.no_grad():
        out = inferer(item["image"][None], network)
    save_logits(target, np.asarray(out[0]), count)
    item["pred"] = MetaTensor(out[0], meta=item["image"].meta, applied_operations=item["image"].applied_operations)
    ties = None
    for transform in post.transforms:
        name = type(transform).__name__
        if name == "SaveImaged":
            continue
        if name == "AsDiscreted":
            ties = margin(softmax(item["pred"]) if style == "logits" else item["pred"], style == "sigmoid") < TIE
        item = transform(item) if not (name == "Invertd" and ties is not None) else invert_both(transform, item, ties)
        ties = item.pop("ties", ties)
    got = np.asarray(item["pred"])
    # Sigmoid structures may overlap: bit c for channel c.
    labels = sum((got[c] > 0.5).astype(np.uint8) << c for c in range(3)) if style == "sigmoid" else got[0]
    ct = nib.load(target / "ct.nii.gz")
    save(target, "labels.nii.gz", labels, ct)
    save(target, "ties.nii.gz", ties, ct)


def softmax(logits):
    return torch.softmax(torch.as_tensor(np.asarray(logits)), 0).numpy()


def invert_both(transform, item, ties):
    """Labels and their ties take the same way back."""
    pred = item["pred"]
    both = torch.cat([pred, torch.as_tensor(ties, dtype=pred.dtype)[None]])
    item["pred"] = type(pred)(both.as_tensor(), meta=pred.meta, applied_operations=pred.applied_operations)
    item = transform(item)
    item["ties"] = np.asarray(item["pred"])[1] > 0.5
    item["pred"] = item["pred"][:1]
    return item


def innereye(settings, checkpoints, target, count):
    """InnerEye's inference by its published steps: window, shape multiple, TorchIO's grid of which patch
    centres count, softmax, mean over folds, Gaussian in mm, argmax, components, slice exclusion."""
    import scipy.ndimage
    import torchio as tio

    import innereye as exporter
    ct = nib.load(target / "ct.nii.gz")
    lps = nib.orientations.ornt_transform(nib.io_orientation(ct.affine), nib.orientations.axcodes2ornt("LPS"))
    turned = ct.as_reoriented(lps)
    hu = np.asarray(turned.dataobj).astype(np.float32).transpose(2, 1, 0)
    low, high = settings["level"] - settings["window"] / 2, settings["level"] + settings["window"] / 2
    x = np.clip((hu - low) * (2 / (high - low)) - 1, -1, 1)
    mean = sum(innereye_posteriors(exporter.load_fold(c, settings), x, settings, tio) for c in checkpoints)
    mean = mean / len(checkpoints)
    save_logits(target, mean, count)
    if settings.get("posterior_smoothing_mm"):
        spacing = np.array(turned.header.get_zooms()[2::-1])
        sigma = np.array(settings["posterior_smoothing_mm"]) / spacing
        mean = np.stack([scipy.ndimage.gaussian_filter(p, sigma=sigma) for p in mean])
    labels = mean.argmax(0)
    index = {n: i + 1 for i, n in enumerate(settings["ground_truth_ids"])}
    for name, limit in settings.get("largest_connected_component_foreground_classes") or []:
        labels = keep_large(labels, index[name], limit, scipy.ndimage.label)
    for rule in settings.get("slice_exclusion_rules") or []:
        exclude(labels, index[rule["higher_class"]], index[rule["lower_class"]], rule["higher_dominates"])
    back = nib.orientations.ornt_transform(nib.orientations.axcodes2ornt("LPS"), nib.io_orientation(ct.affine))
    for name, values in (("labels.nii.gz", labels), ("ties.nii.gz", margin(mean) < TIE)):
        image = nib.Nifti1Image(values.transpose(2, 1, 0).astype(np.uint8), turned.affine).as_reoriented(back)
        save(target, name, np.asarray(image.dataobj), ct)


def innereye_posteriors(loaded, x, settings, tio):
    network, depth = loaded
    subject = tio.Subject(ct=tio.ScalarImage(tensor=torch.from_numpy(x)[None]))
    even = tio.EnsureShapeMultiple(2 ** depth)(subject)
    shape, crop = np.array(even.spatial_shape), np.array(settings["test_crop_size"])
    patch = np.minimum(crop, shape)
    stride = np.floor(np.array(settings["inference_stride_size"]) / crop * patch + 1e-9).astype(int)
    sampler = tio.inference.GridSampler(even, tuple(patch.tolist()), tuple((patch - stride).tolist()),
                                        padding_mode=settings.get("padding_mode", "edge"))
    aggregator = tio.inference.GridAggregator(sampler)
    with torch.no_grad():
        for batch in torch.utils.data.DataLoader(sampler, batch_size=1):
            posteriors = torch.softmax(network(batch["ct"][tio.DATA].float()), 1)
            aggregator.add_batch(posteriors, batch[tio.LOCATION])
    out = tio.ScalarImage(tensor=aggregator.get_output_tensor(), affine=even.ct.affine)
    even.add_image(out, "posteriors")
    return even.apply_inverse_transform().posteriors.numpy()


def keep_large(labels, wanted, limit, components):
    mask = labels == wanted
    parts, _ = components(mask)
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    keep = [i for i, s in enumerate(sizes) if i and s >= limit * sizes.sum()] if limit is not None and limit < 0.5 else []
    keep = keep or [int(sizes.argmax())]
    out = labels.copy()
    out[mask & ~np.isin(parts, keep)] = 0
    return out


def exclude(labels, higher, lower, higher_dominates):
    up = np.nonzero((labels == higher).any((1, 2)))[0]
    down = np.nonzero((labels == lower).any((1, 2)))[0]
    if up.size and down.size and up[0] <= down[-1]:
        region = labels[up[0]:down[-1] + 1]
        region[region == (lower if higher_dominates else higher)] = higher if higher_dominates else lower
