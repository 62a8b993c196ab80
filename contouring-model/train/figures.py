#!/usr/bin/python3
"""Prints the model card's tables from an evaluation, and writes every case's figures as CSV.

    /usr/bin/python3 figures.py EVALUATION/evaluation.json ../../docs/evaluation/head-neck-openkbp-0.4.0.csv
"""
import csv
import json
import statistics
import sys

# Structure and the project's aim, mean Dice.
AIMS = {"Brainstem": 0.80, "SpinalCord": 0.75, "Parotid_R": 0.78, "Parotid_L": 0.78, "Esophagus": 0.60,
        "Larynx": 0.70, "Bone_Mandible": 0.85}
COLUMNS = ["case", "structure", "presence", "dice", "diceWithinExtent", "surfaceDice1mm", "surfaceDice2mm",
           "surfaceDice3mm", "hausdorff95Mm", "meanDistanceMm", "addedPathLengthMm", "referenceCc", "volumeCc",
           "confidence"]


def mean(cases, column):
    return statistics.mean(float(c[column]) for c in cases if isinstance(c[column], (int, float)))


def main() -> None:
    source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as f:
        cases = [c for c in json.load(f)["cases"] if c["referenceCc"]]
    with open(target, "w", encoding="utf-8", newline="") as f:
        rows = csv.DictWriter(f, COLUMNS, extrasaction="ignore", lineterminator="\n")
        rows.writeheader()
        rows.writerows(cases)
    first, second = [], []
    for name, aim in AIMS.items():
        own = [c for c in cases if c["structure"] == name]
        dice = mean(own, "dice")
        missed = sum(c["presence"] == "MISSED" for c in own)
        error = statistics.median(c["volumeErrorPercent"] for c in own
                                  if isinstance(c.get("volumeErrorPercent"), (int, float)))
        first.append(f"| {name} | {len(own)} | {missed} | **{dice:.3f}** | {statistics.median(c['dice'] for c in own):.3f} "
                     f"| {aim:.2f} | {'reached' if dice >= aim else f'{aim - dice:.3f}'} | {mean(own, 'diceWithinExtent'):.3f} "
                     f"| {mean(own, 'surfaceDice2mm'):.3f} | {mean(own, 'hausdorff95Mm'):.1f} "
                     f"| {mean(own, 'meanDistanceMm'):.2f} | {error:+.0f} % |")
        worst = ", ".join(f"{c['case']} {c['dice']:.2f} ({c['diceWithinExtent']:.2f})"
                          for c in sorted(own, key=lambda c: c["dice"])[:5])
        second.append(f"| {name} | {mean(own, 'surfaceDice1mm'):.3f} / {mean(own, 'surfaceDice2mm'):.3f} / "
                      f"{mean(own, 'surfaceDice3mm'):.3f} | {mean(own, 'addedPathLengthMm'):.0f} | {worst} |")
    print("\n".join(first), "\n".join(second), sep="\n\n")


if __name__ == "__main__":
    main()
