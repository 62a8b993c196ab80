#!/usr/bin/env python3
"""measure.py FOLDER PROJECT ROUNDS; started by run.sh. Whole processes by wait4: CPU seconds of user and system, peak memory."""
import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys

import numpy as np

work, project, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
here = os.path.dirname(os.path.abspath(__file__))
ct, masks = f"{work}/case/ct", f"{work}/case/masks"
contourflow = f"{project}/contourflow"
python = sys.executable


def run(command):
    """CPU seconds, peak MB, output."""
    with open(f"{work}/output.txt", "w+b") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}:\n{text}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text


def jobs(tool):
    file, back = f"{work}/{tool}.dcm", f"{work}/{tool}-back"
    ours = f"{work}/contourflow.dcm"
    if tool == "contourflow":
        return ([contourflow, "convert", "to-rtstruct", "--ct", ct, "--masks", masks, "--out", file],
                [contourflow, "convert", "to-masks", "--ct", ct, "--rtstruct", ours, "--out", back], None)
    if tool == "plastimatch":
        read = ["plastimatch", "convert", "--referenced-ct", ct, "--prefix-format", "nrrd"]
        return (["plastimatch", "convert", "--input-prefix", masks, "--referenced-ct", ct, "--output-dicom", file],
                read + ["--input", ours, "--output-prefix", back],
                lambda own: read + ["--input", own, "--output-prefix", back + "-own"])
    peer = [python, f"{here}/rtutils_peer.py"]
    return (peer + ["write", ct, masks, file], peer + ["read", ct, ours, back],
            lambda own: peer + ["read", ct, own, back + "-own"])


def voxels(path):
    if path.endswith(".raw"):
        return np.fromfile(path, np.uint8)
    with open(path, "rb") as f:
        header, data = f.read().split(b"\n\n", 1)
    return np.frombuffer(gzip.decompress(data) if b"encoding: gzip" in header else data, np.uint8)


def worst(folder):
    """Smallest Dice over the structures, and whose."""
    result = []
    for file in sorted(os.listdir(masks)):
        name = file[:-5]
        path = next(p for p in (f"{folder}/{name}.nrrd", f"{folder}/{name}.raw") if os.path.exists(p))
        a, b = voxels(f"{masks}/{file}") != 0, voxels(path) != 0
        result.append((2 * np.count_nonzero(a & b) / (np.count_nonzero(a) + np.count_nonzero(b)), name))
    return "%.5f (%s)" % min(result)


def own_file(tool):
    path = f"{work}/{tool}.dcm"
    return next(f"{path}/{f}" for f in os.listdir(path) if "rtss" in f or "RS" in f) if os.path.isdir(path) else path


tools = ["contourflow", "plastimatch", "rt-utils"]
measured = {(tool, job): [] for tool in tools for job in ("write", "read")}
inside = {}
for _ in range(rounds):
    for job in ("write", "read"):
        for tool in tools:
            if job == "write":
                shutil.rmtree(f"{work}/{tool}.dcm", ignore_errors=True)
            cpu, memory, text = run(jobs(tool)[0 if job == "write" else 1])
            measured[tool, job].append((cpu, memory))
            found = re.search(r"in process ([0-9.]+)", text)
            if found:
                inside.setdefault((tool, job), []).append(float(found.group(1)))

classpath = f"{project}/dicom-rt/target/test-classes:{project}/dicom-rt/target/classes:{project}/routes/target/contourflow/lib/*"
_, _, text = run(["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", classpath,
                  "org.contourflow.rtstruct.convert.ConvertBenchmark", ct, masks, f"{work}/inside"])
for job, first, later in re.findall(r"(write|read): first ([0-9.]+), then ([0-9.]+)", text):
    inside["contourflow", job] = [float(later)]
    print(f"contourflow in process, {job}: first {first}, then {later} CPU-s")

print(f"\nmedian of {rounds}; load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores\n")
print("| | write: CPU-s, MB | ratio | read: CPU-s, MB | ratio | in process: write, read CPU-s |\n|---|---|---|---|---|---|")
ours = {job: statistics.median(c for c, _ in measured["contourflow", job]) for job in ("write", "read")}
for tool in tools:
    cells = []
    for job in ("write", "read"):
        cpu = statistics.median(c for c, _ in measured[tool, job])
        memory = max(m for _, m in measured[tool, job])
        cells += [f"{cpu:.2f}, {memory:.0f}", f"{cpu / ours[job]:.1f}"]
    known = [f"{statistics.median(inside[tool, job]):.2f}" if (tool, job) in inside else "-" for job in ("write", "read")]
    print(f"| {tool} | {' | '.join(cells)} | {', '.join(known)} |")

print("\n| smallest Dice of a structure with its mask | Contourflow's file | its own file |\n|---|---|---|")
for tool in tools:
    own = jobs(tool)[2]
    if own is not None:
        run(own(own_file(tool)))
    print(f"| read by {tool} | {worst(f'{work}/{tool}-back')} | {'' if own is None else worst(f'{work}/{tool}-back-own')} |")
