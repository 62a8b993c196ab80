"""Writes a model folder: TorchScript of each fold, golden pair, model.yaml with digests."""
import copy
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy as np
import torch
import yaml

ENGINE_TORCH = "2.7.1"
OLDER_TORCH = "1.13"
GOLDEN_VALUES = 8 << 20  # of a fold's golden output: 32 MB


class Refused(SystemExit):
    """What cannot be exported, by name, and why; ends a command with status 1."""

    def __init__(self, name: str, why: str):
        super().__init__(f"refused: {name}: {why}")


def save(script, file: pathlib.Path) -> None:
    """Saves TorchScript without its debug records: these hold the paths of the sources on the machine that wrote it."""
    script.save(str(file))
    without_paths(file)


def without_paths(file: pathlib.Path) -> None:
    with zipfile.ZipFile(file) as archive:
        records = [(name, archive.read(name)) for name in archive.namelist() if not name.endswith(".debug_pkl")]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in records:
            archive.writestr(zipfile.ZipInfo(name), content)


class ChannelsLast(torch.nn.Module):
    """Runs a network in channels_last_3d: the layout in which no kernel was seen to be wrong."""

    def __init__(self, network, index=0):
        super().__init__()
        self.network = network.to(memory_format=torch.channels_last_3d)
        self.index = index

    def forward(self, x):
        y = self.network(x.contiguous(memory_format=torch.channels_last_3d))
        y = y[self.index] if isinstance(y, (tuple, list)) else y
        return y.contiguous().float()


def frozen(network, shape):
    """TorchScript of a network for tiles of one shape (three sides), in channels-last, frozen."""
    check_torch()
    if not isinstance(network, torch.jit.ScriptModule):
        network = group_norms(copy.deepcopy(network))
    with torch.no_grad():
        traced = torch.jit.trace(ChannelsLast(network.eval()), torch.zeros([1, 1] + list(shape)))
    return torch.jit.freeze(traced.eval())


class BFloat16(torch.nn.Module):
    """Computes in bfloat16; float32 in and out, for the engine takes and gives nothing else."""

    def __init__(self, network):
        super().__init__()
        self.network = network.to(torch.bfloat16)

    def forward(self, x):
        return self.network(x.to(torch.bfloat16))


def group_norms(module):
    """Instance norms as group norms of one channel a group: the same numbers (to 2e-6), but computed in channels-last,
    where an instance norm goes over to the other layout and back; in bfloat16 three times as fast."""
    for name, child in module.named_children():
        if isinstance(child, torch.nn.InstanceNorm3d) and not child.track_running_stats:
            norm = torch.nn.GroupNorm(child.num_features, child.num_features, child.eps, child.affine)
            if child.affine:
                norm.load_state_dict({"weight": child.weight.detach(), "bias": child.bias.detach()})
            setattr(module, name, norm)
        else:
            group_norms(child)
    return module


def reduced(network, shape):
    """As `frozen`, of a copy in bfloat16. Half the memory, and faster where the processor has it."""
    if isinstance(network, torch.jit.ScriptModule):
        raise Refused("--bfloat16", "TorchScript cannot be cast; it needs the network's definition and weights")
    return frozen(BFloat16(copy.deepcopy(network).eval()), shape)


def bfloat16_option(parser):
    """--bfloat16 [TOLERANCE]: None without it."""
    parser.add_argument("--bfloat16", type=float, nargs="?", const=0.02, metavar="TOLERANCE",
                        help="also writes the network in bfloat16, which CHANGES the result; used where its golden output"
                        " is within this share of the largest value of float32's (0.02)")


def reduced_name(name):
    return name.replace(".pt", "-bf16.pt")


def check_torch():
    """Files of a newer PyTorch may not load in the engine (F.interpolate of 2.13 does not)."""
    version = torch.__version__.split("+")[0]
    if version != ENGINE_TORCH and not version.startswith(OLDER_TORCH):
        raise Refused(f"PyTorch {version}", f"the engine is {ENGINE_TORCH}: install requirements.txt")


# VmHWM is this program's own peak; getrusage's would be the exporter's, from which the process was made.
MEASURE = """
import sys, torch
def kib(key):
    return int(next(l for l in open("/proc/self/status") if l.startswith(key)).split()[1])
script = torch.jit.load(sys.argv[1])
x = torch.zeros([1, 1] + [int(n) for n in sys.argv[2:]])
before = kib("VmRSS")
with torch.no_grad():
    for _ in range(10):
        script(x)
print((kib("VmHWM") - before) // 1024)
"""


# The environment in which the launcher runs the engine: what is freed below 32 MiB is kept and may leave holes that the
# next tensor does not fit. How many is chance, so the most of several processes counts.
LAUNCHED = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "100000000000",
            "MALLOC_TOP_PAD_": "67108864", "THP_MEM_ALLOC_ENABLE": "1"}
PROCESSES = 4


def memory_mb(script, shape):
    """What one tile takes at its peak beside the weights, the most of several processes of their own (Linux) in the
    launcher's environment, and a tenth more."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "network.pt"
        script.save(str(file))
        runs = [subprocess.run([sys.executable, "-c", MEASURE, str(file), *map(str, shape)], check=True,
                               capture_output=True, text=True, env={**os.environ, **LAUNCHED}).stdout
                for _ in range(PROCESSES)]
    return max(50, int(1.1 * max(map(int, runs))))


def golden_input(shape, classes, seed=1):
    """Noise of the size of normalised HU: exercises every layer, belongs to no patient. As large as a tile,
    or a tile's half, quarter ... along its longest sides while the output would be large."""
    shape = list(shape)
    while classes * int(np.prod(shape)) > GOLDEN_VALUES and max(shape) % 32 == 0:
        shape[shape.index(max(shape))] //= 2
    return np.random.default_rng(seed).normal(0, 1, [1, 1] + shape).astype(np.float32)


def labels_of(entries, names):
    """entries: [(index, the framework's name)]; names: {framework's name: what it means}."""
    out = []
    for i, (index, name) in enumerate(entries):
        meaning = dict((names or {}).get(name, {}))
        out.append({"index": int(index), "name": meaning.pop("name", name[:16]),
                    "colour": meaning.pop("colour", [(67 * i + 90) % 256, (139 * i + 40) % 256, 200]),
                    **meaning})
    return out


def entry(path: pathlib.Path) -> dict:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def check_near(name, script, golden, released, tolerance):
    """What the engine will ask of the reduced network, asked here."""
    with torch.no_grad():
        out = script(torch.from_numpy(golden)).numpy()
    far = float(np.abs(out - released).max() / np.abs(released).max())
    print(f"  {name}: largest difference from float32 {far:.1e} of the largest value, labels equal on "
          f"{100 * (out.argmax(1) == released.argmax(1)).mean():.3f} % of the golden input")
    if not far <= tolerance:
        raise Refused(name, f"bfloat16 is off by {far:.2g} of the largest value, more than {tolerance}")


def write_model(folder, folds, golden, fields, tolerance=0.001, fast=None, fast_tolerance=None):
    """folds: [(file name, module)]; golden: float32 array of the network's input; fields: the rest.

    fast: the same folds in bfloat16 (`reduced`), taken by the engine if their golden output is within
    fast_tolerance of float32's there. Judge them by Dice before shipping them.
    """
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "golden-input.npy", golden)
    weights, outputs = [], []
    for i, (name, module) in enumerate(folds):
        script = module if isinstance(module, torch.jit.ScriptModule) else torch.jit.script(module)
        script.eval()
        with torch.no_grad():
            out = script(torch.from_numpy(golden))
        index = fields.get("output", {}).get("index", 0)
        out = out[index] if isinstance(out, (tuple, list)) else out
        if not torch.isfinite(out).all():
            raise Refused(name, "the network gives NaN or infinity on its golden input")
        classes = fields.get("output", {}).get("classes")
        if classes and out.shape[1] != classes:
            raise Refused(name, f"the network gives {out.shape[1]} channels, the manifest says {classes}")
        save(script, folder / name)
        np.save(folder / f"golden-output-{i}.npy", out.contiguous().numpy())
        weights.append(entry(folder / name))
        outputs.append(entry(folder / f"golden-output-{i}.npy"))
    manifest = {"manifest": 1, "family": "tiled_network",
                "id": folder.parent.name, "version": folder.name}
    manifest.update(fields)
    manifest["weights"] = weights
    manifest["golden"] = {"inputs": [entry(folder / "golden-input.npy")], "outputs": outputs,
                          "tolerance": tolerance}
    if fast:
        for i, (name, script) in enumerate(fast):
            check_near(name, script, golden, np.load(folder / f"golden-output-{i}.npy"), fast_tolerance)
            save(script, folder / name)
        manifest["reduced_precision"] = {"precision": "bfloat16", "tolerance": fast_tolerance,
                                         "weights": [entry(folder / name) for name, _ in fast]}
    (folder / "model.yaml").write_text(yaml.safe_dump(manifest, sort_keys=False, width=100))
    print(f"{folder}: written; now run: contourflow model verify --models"
          f" {folder.parent.parent} {folder.parent.name}")
