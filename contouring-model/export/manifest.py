"""Writes a model folder: TorchScript of each fold, golden pair, model.yaml with digests."""
import hashlib
import pathlib

import numpy as np
import torch
import yaml


def entry(path: pathlib.Path) -> dict:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def write_model(folder, folds, golden, fields, tolerance=0.001):
    """folds: [(file name, module)]; golden: float32 array of the network's input; fields: the rest."""
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
        script.save(str(folder / name))
        np.save(folder / f"golden-output-{i}.npy", out.contiguous().numpy())
        weights.append(entry(folder / name))
        outputs.append(entry(folder / f"golden-output-{i}.npy"))
    manifest = {"manifest": 1, "family": "tiled_network",
                "id": folder.parent.name, "version": folder.name}
    manifest.update(fields)
    manifest["weights"] = weights
    manifest["golden"] = {"inputs": [entry(folder / "golden-input.npy")], "outputs": outputs,
                          "tolerance": tolerance}
    (folder / "model.yaml").write_text(yaml.safe_dump(manifest, sort_keys=False, width=100))
