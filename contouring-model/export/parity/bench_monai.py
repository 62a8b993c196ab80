#!/usr/bin/env python3
"""MONAI end to end on the same TorchScript and CT: python bench_monai.py NET.pt CT.nii [overlap]

Compare with `contourflow model run` on a manifest of the same steps, in the same environment.
"""
import resource
import sys
import time

import torch
from monai.data import MetaTensor
from monai.inferers import sliding_window_inference
from monai.transforms import (AsDiscreted, Compose, EnsureChannelFirstd, Invertd, LoadImaged, Orientationd,
                              ScaleIntensityRanged, Spacingd)

torch.set_num_threads(2)
net = torch.jit.load(sys.argv[1])
wall, cpu = time.time(), time.process_time()
pre = Compose([LoadImaged("image"), EnsureChannelFirstd("image"), Orientationd("image", axcodes="RAS"),
               Spacingd("image", pixdim=(1.5, 1.5, 1.5), mode="bilinear"),
               ScaleIntensityRanged("image", -200.0, 400.0, 0.0, 1.0, clip=True)])
item = pre({"image": sys.argv[2]})
with torch.no_grad():
    out = sliding_window_inference(item["image"][None], (96, 96, 96), 1, net, overlap=0.25, mode="gaussian")
print("to the network's end: wall %.1f s, cpu %.1f s" % (time.time() - wall, time.process_time() - cpu))
item["pred"] = MetaTensor(out[0], meta=item["image"].meta, applied_operations=item["image"].applied_operations)
post = Compose([Invertd("pred", transform=pre, orig_keys="image", nearest_interp=False, to_tensor=True),
                AsDiscreted("pred", argmax=True)])
print(tuple(post(item)["pred"].shape))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print("end to end: wall %.1f s, cpu %.1f s, peak %.0f MB" % (time.time() - wall, time.process_time() - cpu, peak))
