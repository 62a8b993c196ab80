"""What the exporters refuse, by name: python -m unittest in this folder, in the exporters' environment."""
import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

import torch
import yaml

import innereye
import manifest
import monai_bundle
import nnunet
from manifest import Refused

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "parity"))
import networks

META = {"task": "t", "network_data_format": {
    "inputs": {"image": {"modality": "CT", "num_channels": 1}},
    "outputs": {"pred": {"num_channels": 2, "channel_def": {"0": "background", "1": "spleen"}}}}}


def step(name, **arguments):
    return {"_target_": name, **arguments}


def config():
    return {
        "bundle_root": ".", "pixdim": [1.5, 1.5, 2.0],
        "preprocessing": step("Compose", transforms=[
            step("LoadImaged", keys="image"), step("EnsureChannelFirstd", keys="image"),
            step("Orientationd", keys="image", axcodes="RAS"),
            step("Spacingd", keys="image", pixdim="@pixdim", mode="bilinear"),
            step("ScaleIntensityRanged", keys="image", a_min=-57, a_max=164, b_min=0, b_max=1, clip=True)]),
        "inferer": step("SlidingWindowInferer", roi_size=[96, 96, 96], overlap=0.25),
        "postprocessing": step("Compose", transforms=[
            step("Activationsd", keys="pred", softmax=True),
            step("Invertd", keys="pred", transform="@preprocessing", orig_keys="image", nearest_interp=False),
            step("AsDiscreted", keys="pred", argmax=True)])}


class BundleTest(unittest.TestCase):
    def fields(self, change=lambda c, m: None):
        with tempfile.TemporaryDirectory() as folder:
            c, m = config(), json.loads(json.dumps(META))
            change(c, m)
            (pathlib.Path(folder) / "configs").mkdir()
            (pathlib.Path(folder) / "configs" / "inference.yaml").write_text(yaml.safe_dump(c))
            (pathlib.Path(folder) / "configs" / "metadata.json").write_text(json.dumps(m))
            return monai_bundle.manifest_fields(monai_bundle.Bundle(folder))

    def refused(self, change, *words):
        with self.assertRaises(Refused) as caught:
            self.fields(change)
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_the_usual_bundle_is_mapped(self):
        f = self.fields()
        self.assertEqual(f["preprocess"][0]["resample"]["spacing_mm"], [1.5, 1.5, 2.0])
        self.assertEqual(f["preprocess"][1]["range"]["from_low"], -57.0)
        self.assertEqual((f["output"]["invert"], f["output"]["order"]), ("probabilities", 1))
        self.assertEqual(f["tiling"]["step"], [0.75] * 3)

    def test_an_orientation_after_the_resampling_stays_there(self):
        def late(c, m):
            t = c["preprocessing"]["transforms"]
            t.append(t.pop(2))
        f = self.fields(late)
        self.assertEqual(f["input"]["orientation"], "native")
        self.assertEqual([list(s)[0] for s in f["preprocess"]], ["resample", "range", "orient"])

    def test_labels_before_the_inversion_are_inverted_as_labels(self):
        def labels(c, m):
            t = c["postprocessing"]["transforms"]
            t.insert(1, t.pop())
            t[2]["nearest_interp"] = True
        self.assertEqual(self.fields(labels)["output"]["invert"], "labels")

    def test_what_has_no_equal_is_refused_by_name(self):
        def add(where, at, s):
            return lambda c, m: c[where]["transforms"].insert(at, s)
        self.refused(add("preprocessing", 4, step("GaussianSmoothd", keys="image", sigma=1.0)), "GaussianSmoothd")
        self.refused(add("preprocessing", 4, step("scripts.mine.Odd", keys="image")), "scripts.mine.Odd")
        self.refused(add("preprocessing", 4, step("Resized", keys="image", spatial_size=[9, 9, 9])), "Resized")
        self.refused(add("postprocessing", 3, step("FillHolesd", keys="pred")), "FillHolesd")
        self.refused(add("postprocessing", 1, step("KeepLargestConnectedComponentd", keys="pred")),
                     "KeepLargestConnectedComponentd", "after")

    def test_an_argument_without_an_equal_is_refused_by_name(self):
        def change(where, at, **arguments):
            return lambda c, m: c[where]["transforms"][at].update(arguments)
        self.refused(change("preprocessing", 3, mode=3), "Spacingd", "mode")
        self.refused(change("preprocessing", 3, padding_mode="zeros"), "Spacingd", "padding_mode")
        self.refused(change("preprocessing", 3, pixdim=[1.5, 1.5, -1]), "Spacingd")
        self.refused(change("postprocessing", 2, threshold=0.4, argmax=False), "AsDiscreted", "0.4")
        self.refused(lambda c, m: c["inferer"].update(mode="gaussian", roi_size=[96, 96, -1]), "SlidingWindowInferer")
        self.refused(lambda c, m: c["inferer"].update(padding_mode="reflect"), "padding_mode")
        self.refused(lambda c, m: c.update(inferer=step("SliceInferer", roi_size=[96, 96])), "SliceInferer")

    def test_what_is_missing_is_named(self):
        self.refused(lambda c, m: c["preprocessing"]["transforms"].pop(2), "Orientationd")
        self.refused(lambda c, m: c["postprocessing"]["transforms"].pop(1), "Invertd")
        self.refused(lambda c, m: c["postprocessing"]["transforms"].pop(2), "AsDiscreted")

    def test_a_prompt_another_modality_and_two_channels_are_refused(self):
        inputs = lambda m: m["network_data_format"]["inputs"]
        self.refused(lambda c, m: inputs(m).update(points={"type": "point"}), "points", "prompt")
        self.refused(lambda c, m: inputs(m)["image"].update(modality="MR"), "MR")
        self.refused(lambda c, m: inputs(m)["image"].update(num_channels=4), "4 input channels")


class InnerEyeTest(unittest.TestCase):
    SETTINGS = {"ground_truth_ids": ["a"], "level": 40, "window": 400, "test_crop_size": [16, 16, 16],
                "inference_stride_size": [8, 8, 8]}

    def refused(self, word, **settings):
        with self.assertRaises(Refused) as caught:
            innereye.export({**self.SETTINGS, **settings}, "nowhere", [])
        self.assertIn(word, str(caught.exception))

    def test_settings_without_an_equal_are_refused_by_name(self):
        self.refused("norm_method", norm_method="MRI Window")
        self.refused("summed_probability_rules", summed_probability_rules=[{"first_class": "a"}])
        self.refused("architecture", architecture="UNet2D")
        self.refused("l_rate", l_rate=1e-3)

    def test_several_input_channels_are_refused(self):
        self.refused("image_channels", image_channels=["ct", "pet"])
        with tempfile.TemporaryDirectory() as folder:
            two = pathlib.Path(folder) / "two.ckpt"
            torch.save({"state_dict": {"model.output_layer.weight": torch.zeros(2, 8, 1, 1, 1),
                                       "model._layers.0.block1.conv1.weight": torch.zeros(8, 2, 3, 3, 3)}}, two)
            with self.assertRaises(Refused) as caught:
                innereye.load_fold(two, {})
            self.assertIn("2 input channels", str(caught.exception))

    def test_a_checkpoint_with_other_objects_or_other_parameters_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            odd = pathlib.Path(folder) / "odd.ckpt"
            torch.save({"state_dict": {}, "callbacks": pathlib.Path("x")}, odd)
            with self.assertRaises(Refused) as caught:
                innereye.load_fold(odd, {})
            self.assertIn("more than tensors", str(caught.exception))
            torch.save({"state_dict": {"model.conv.weight": torch.zeros(1)}}, odd)
            with self.assertRaises(Refused) as caught:
                innereye.load_fold(odd, {})
            self.assertIn("not those of UNet3D", str(caught.exception))


class NnunetTest(unittest.TestCase):
    def test_a_results_folder_without_a_plan_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            self.assertRaises(FileNotFoundError, nnunet.export, folder, "nowhere")

    def refused(self, word, channels, **configuration):
        plans = networks.nnunet_plans([3.0, 2.0, 2.0], [16, 32, 32], [[1, 1, 1], [2, 2, 2]], [[3, 3, 3]] * 2)
        plans["configurations"]["3d_fullres"].update(configuration)
        dataset = {"channel_names": channels, "labels": {"background": 0, "a": 1}, "file_ending": ".nii"}
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(Refused) as caught:
            (pathlib.Path(folder) / "plans.json").write_text(json.dumps(plans))
            (pathlib.Path(folder) / "dataset.json").write_text(json.dumps(dataset))
            nnunet.export(folder, "nowhere")
        self.assertIn(word, str(caught.exception))

    def test_several_channels_another_modality_and_a_cascade_are_refused(self):
        self.refused("only a network of one CT channel", {"0": "CT", "1": "PET"})
        self.refused("only a network of one CT channel", {"0": "T1"})
        self.refused("another network's result", {"0": "CT"}, previous_stage="3d_lowres")


class BFloat16Test(unittest.TestCase):
    SHAPE = [16, 16, 16]

    def network(self):
        torch.manual_seed(1)
        return torch.nn.Sequential(
            torch.nn.Conv3d(1, 16, 3, padding=1), torch.nn.InstanceNorm3d(16, affine=True), torch.nn.LeakyReLU(),
            torch.nn.Conv3d(16, 2, 1)).eval()

    def write(self, folder, tolerance):
        network, fields = self.network(), {"output": {"classes": 2}}
        target = pathlib.Path(folder) / "m" / "1"
        fast = [("a-bf16.pt", manifest.reduced(network, self.SHAPE))]
        with contextlib.redirect_stdout(io.StringIO()):
            manifest.write_model(target, [("a.pt", manifest.frozen(network, self.SHAPE))],
                                 manifest.golden_input(self.SHAPE, 2), fields, fast=fast, fast_tolerance=tolerance)
        return target, yaml.safe_load((target / "model.yaml").read_text())

    def test_it_is_written_beside_float32_takes_and_gives_float32_and_is_another_number(self):
        with tempfile.TemporaryDirectory() as folder:
            target, written = self.write(folder, 0.03)
            reduced = written["reduced_precision"]
            self.assertEqual((reduced["precision"], reduced["tolerance"]), ("bfloat16", 0.03))
            self.assertEqual([w["file"] for w in reduced["weights"]], ["a-bf16.pt"])
            x = torch.from_numpy(manifest.golden_input(self.SHAPE, 2))
            out = [torch.jit.load(str(target / name))(x) for name in ("a.pt", "a-bf16.pt")]
            self.assertEqual(out[1].dtype, torch.float32)
            far = float((out[0] - out[1]).detach().abs().max())
            self.assertTrue(0 < far < 0.1, far)

    def test_one_that_is_too_far_from_float32_is_refused(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(Refused) as caught:
            self.write(folder, 1e-5)
        self.assertIn("more than 1e-05", str(caught.exception))

    def test_torchscript_cannot_be_cast(self):
        with self.assertRaises(Refused):
            manifest.reduced(manifest.frozen(self.network(), self.SHAPE), self.SHAPE)


if __name__ == "__main__":
    unittest.main()
