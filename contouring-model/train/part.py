#!/usr/bin/python3
"""Makes a model folder of SOME structures of a network that is there: a candidate of `contourflow refine`, or any release.

    /usr/bin/python3 part.py models/head-neck-openkbp/0.6.0-six-more head-neck-more.yaml ../src/main/resources/models/head-neck-more/1.0.0

Weights, golden pair and lineage are copied as they are, so the network stays what it was, to the bit. Of its classes those that
head-neck-more.yaml lists are told; the others remain its context: they take part in the argmax, change sides in mirrored runs and
give their voxels to what includes them. What is decided by hand of the model (names, colours, codes, plausibility) stands in the
second file. Then `contourflow model verify` runs the golden pair.
"""
import argparse
import hashlib
import pathlib
import shutil
import sys

import yaml

COPIED = ["lineage.json"]


def without(steps: list, told: list, kept: list) -> list:
    """Post-processing of the kept classes; specks are looked for in what is told."""
    out = []
    for step in steps:
        (kind, value), = step.items()
        value = dict(value)
        if kind == "include":
            if value["label"] not in told:
                continue
        elif kind in ("slice_exclusion",):
            sys.exit(f"{kind}: both labels must be told; write this step by hand")
        elif value.get("labels"):
            value["labels"] = [i for i in value["labels"] if i in (told if kind == "smallest_volume" else kept)]
            if not value["labels"]:
                continue
        out.append({kind: value})
    return out


def included(steps: list, told: list) -> list:
    return [i for step in steps if "include" in step and step["include"]["label"] in told for i in step["include"]["from"]]


def labels(source: list, wanted: list) -> list:
    by_name = {label["name"]: label for label in source}
    unknown = [w["name"] for w in wanted if w["name"] not in by_name]
    if unknown:
        sys.exit(f"{', '.join(unknown)}: not among the network's structures, {', '.join(by_name)}")
    return [{**by_name[w["name"]], **w} for w in wanted]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("source", type=pathlib.Path, help="folder of a network that is there")
    arguments.add_argument("part", type=pathlib.Path, help="what the new model is and tells")
    arguments.add_argument("folder", type=pathlib.Path, help="the new model's folder; is made anew")
    a = arguments.parse_args()
    model = yaml.safe_load((a.source / "model.yaml").read_text())
    part = yaml.safe_load(a.part.read_text())
    told = labels(model["labels"], part.pop("labels"))
    plausibility = part.pop("plausibility")
    indexes = [label["index"] for label in told]
    steps = model["postprocess"]
    model["postprocess"] = without(steps, indexes, indexes + included(steps, indexes)) + part.pop("then", [])
    model["labels"] = told
    model.update(part)
    model.pop("plausibility", None)
    shutil.rmtree(a.folder, ignore_errors=True)
    a.folder.mkdir(parents=True)
    listed = model["weights"] + model["golden"]["inputs"] + model["golden"]["outputs"]
    for entry in listed:
        content = (a.source / entry["file"]).read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            sys.exit(f"{a.source / entry['file']}: is not the file that model.yaml names")
        (a.folder / entry["file"]).write_bytes(content)
    for name in COPIED:
        if (a.source / name).exists():
            shutil.copyfile(a.source / name, a.folder / name)
    text = yaml.safe_dump(model, sort_keys=False, width=110, allow_unicode=True)
    text += yaml.safe_dump({"plausibility": plausibility}, sort_keys=False, width=110)
    (a.folder / "model.yaml").write_text(text)


if __name__ == "__main__":
    main()
