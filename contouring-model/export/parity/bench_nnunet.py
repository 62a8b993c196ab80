#!/usr/bin/env python3
"""nnU-Net end to end against the same weights here.

    python bench_nnunet.py make WORK          # results folder of a random network, models of it in WORK/models
    python bench_nnunet.py run WORK CT.nii    # nnUNetPredictor: its times and peak memory

Compare with `contourflow model run --models WORK/models --ct CT.nii bench`, and of the other models there for
what each win brings: bench-contiguous, bench-unfrozen, bench-bf16, bench-crop, bench-skip-air.
"""
import copy
import json
import os
import pathlib
import resource
import sys
import time

os.environ.setdefault("nnUNet_raw", "/tmp")
os.environ.setdefault("nnUNet_preprocessed", "/tmp")
os.environ.setdefault("nnUNet_results", "/tmp")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch

import nnunet
from manifest import ChannelsLast, frozen, golden_input, group_norms, reduced, write_model
from networks import nnunet_plans

CLASSES, SPACING, PATCH = 25, [3.0, 2.0, 2.0], [64, 96, 96]
torch.set_num_threads(2)


def results(folder):
    from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
    plans = nnunet_plans(SPACING, PATCH, [[1, 1, 1], [2, 2, 2]], [[3, 3, 3], [3, 3, 3]])
    arch = plans["configurations"]["3d_fullres"]["architecture"]
    names = {"background": 0, **{f"organ_{i}": i for i in range(1, CLASSES)}}
    (folder / "fold_0").mkdir(parents=True)
    (folder / "plans.json").write_text(json.dumps(plans))
    (folder / "dataset.json").write_text(json.dumps(
        {"channel_names": {"0": "CT"}, "labels": names, "numTraining": 1, "file_ending": ".nii"}))
    torch.manual_seed(5)
    network = get_network_from_plans(arch["network_class_name"], arch["arch_kwargs"], arch["_kw_requires_import"],
                                     1, CLASSES, deep_supervision=False)
    torch.save({"network_weights": network.state_dict(), "trainer_name": "nnUNetTrainer",
                "init_args": {"configuration": "3d_fullres"}, "inference_allowed_mirroring_axes": []},
               folder / "fold_0" / "checkpoint_final.pth")
    return network.eval()


def make(work):
    network = results(work / "results")
    taken = {}
    nnunet.write_model = lambda target, folds, golden, fields, **more: taken.update(fields)
    nnunet.export(work / "results", work / "unused")
    golden = golden_input([32, 32, 32], CLASSES)
    example = torch.zeros([1, 1] + PATCH)

    def model(name, script, change=lambda fields: None, **more):
        fields = copy.deepcopy(taken)
        change(fields)
        write_model(work / "models" / name / "1.0.0", [("fold_0.pt", script)], golden, fields, **more)

    def crop(fields):
        fields["preprocess"][0] = {"crop": {"to": "body", "margin_mm": 10}}

    def skip(fields):
        fields["tiling"]["skip_air_below_hu"] = -900

    def float32(fields):
        del fields["tiling"]["accumulate"], fields["tiling"]["largest_weight"]

    base = frozen(network, PATCH)
    model("bench", base)
    model("bench-crop", base, crop)
    model("bench-skip-air", base, skip)
    model("bench-float32-sums", base, float32)
    with torch.no_grad():
        model("bench-contiguous", torch.jit.freeze(torch.jit.trace(copy.deepcopy(network), example).eval()))
        model("bench-instance-norms", torch.jit.freeze(torch.jit.trace(ChannelsLast(copy.deepcopy(network)), example).eval()))
        model("bench-unfrozen", torch.jit.trace(ChannelsLast(group_norms(copy.deepcopy(network))), example).eval())
    for name, change in (("bench-bf16", lambda fields: None), ("bench-crop-bf16", crop)):
        model(name, base, change, fast=[("fold_0-bf16.pt", reduced(network, PATCH))], fast_tolerance=0.03)


def run(work, ct):
    from nnunetv2.imageio.simpleitk_reader_writer import SimpleITKIO
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
    predictor = nnUNetPredictor(tile_step_size=0.5, use_gaussian=True, use_mirroring=False,
                                perform_everything_on_device=False, device=torch.device("cpu"), verbose=False,
                                allow_tqdm=False)
    predictor.initialize_from_trained_model_folder(str(work / "results"), (0,), "checkpoint_final.pth")
    inner, spent = predictor.predict_sliding_window_return_logits, []

    def timed(data):
        start = time.time(), time.process_time()
        out = inner(data)
        spent.append((time.time() - start[0], time.process_time() - start[1]))
        return out

    predictor.predict_sliding_window_return_logits = timed
    start = time.time(), time.process_time()
    image, properties = SimpleITKIO().read_images([ct])
    labels = predictor.predict_single_npy_array(image, properties)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("network: wall %.1f s, cpu %.1f s" % spent[0])
    print("end to end: wall %.1f s, cpu %.1f s, peak %.0f MB, %s" % (
        time.time() - start[0], time.process_time() - start[1], peak, labels.shape))


if __name__ == "__main__":
    {"make": make, "run": run}[sys.argv[1]](pathlib.Path(sys.argv[2]).resolve(), *sys.argv[3:])
