#!/usr/bin/env python3
"""rt-utils as a user would call it: rtutils_peer.py write CT MASKS FILE, or read CT FILE FOLDER. Masks are raw NRRD.

Prints the CPU seconds without the start of Python and its imports."""
import glob
import os
import sys
import time

import numpy as np
from rt_utils import RTStructBuilder

job, ct, source, target = sys.argv[1:]
start = time.process_time()
if job == "write":
    rtstruct = RTStructBuilder.create_new(dicom_series_path=ct)
    for file in sorted(glob.glob(source + "/*.nrrd")):
        with open(file, "rb") as f:
            header, voxels = f.read().split(b"\n\n", 1)
        columns, rows, slices = (int(n) for n in header.split(b"sizes: ")[1].split(b"\n")[0].split())
        mask = np.frombuffer(voxels, np.uint8).reshape(slices, rows, columns)
        rtstruct.add_roi(mask=mask.transpose(1, 2, 0) != 0, name=os.path.basename(file)[:-5])
    rtstruct.save(target)
else:
    rtstruct = RTStructBuilder.create_from(dicom_series_path=ct, rt_struct_path=source)
    os.makedirs(target, exist_ok=True)
    for name in rtstruct.get_roi_names():
        mask = rtstruct.get_roi_mask_by_name(name)
        mask.transpose(2, 0, 1).astype(np.uint8).tofile(f"{target}/{name}.raw")
print(f"in process {time.process_time() - start:.2f}")
