#!/usr/bin/env python3
"""Draws docs/images/packages.svg from the table in ArchitectureTest: run it after a change of the table.

    python3 docs/images/packages.py

A box is a package, a band is a Maven module. Inside a band a package stands above those that it uses. A line is an
arrow of the table between two packages of one module, left out where a way over other packages says the same. The
tooltip of a box (open the SVG in a browser) lists all that the package uses, of other modules too.
"""
import re
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "routes/src/test/java/org/contourflow/ArchitectureTest.java"
MODULES = ["routes", "pipeline", "contouring-model", "dicom-rt", "test-data"]
COLOURS = ["#f3e3c9", "#d9ead9", "#dce6f5", "#efe0ee", "#eeeeee"]
WIDTH, LEFT, BOX, ROW, MOST = 1180, 150, 30, 58, 8
EDGE = {"routes": "#9a6b1f", "pipeline": "#3d7a3d", "contouring-model": "#355f9e", "dicom-rt": "#85487f", "test-data": "#777"}


def table():
    """Package -> the packages it uses, as ArchitectureTest has it."""
    text = TABLE.read_text(encoding="utf-8")
    uses = {}
    for call in re.findall(r"^    arrow\(([^;]*)\);", text, re.M | re.S):
        first, *rest = re.findall(r'"([^"]*)"', call)
        uses[first] = sorted(set(" ".join(rest).split()))
    return uses


def module(package):
    folder = package.replace(".", "/")
    for m in MODULES:
        if any((ROOT / m / "src/main/java/org/contourflow" / folder).glob("*.java")):
            return m
    raise SystemExit(f"no module holds the package {package}")


def reach(uses, start):
    seen, todo = set(), list(uses[start])
    while todo:
        p = todo.pop()
        if p not in seen:
            seen.add(p)
            todo += uses[p]
    return seen


def layers(uses):
    """Each package one row above the highest that it uses; rows of more than MOST are split."""
    height = {}

    def of(p):
        if p not in height:
            height[p] = 1 + max((of(q) for q in uses[p]), default=-1)
        return height[p]

    rows = [[] for _ in range(1 + max(map(of, uses)))]
    for p in sorted(uses):
        rows[height[p]].append(p)
    split = []
    for row in rows:
        parts = -(-len(row) // MOST)
        size = -(-len(row) // parts)
        split += [row[i : i + size] for i in range(0, len(row), size)]
    return split[::-1]


def box_width(p):
    return 18 + 7.3 * len(p)


def place(rows, uses):
    """x of each box: rows from below upwards, each box near the middle of what it uses."""
    x = {}
    span = WIDTH - LEFT - 20
    for row in reversed(rows):
        wish = {}
        for i, p in enumerate(row):
            below = [x[q] for q in uses[p] if q in x]
            wish[p] = sum(below) / len(below) if below else LEFT + span * (i + 0.5) / len(row)
        row.sort(key=lambda p: (wish[p], p))
        total = sum(map(box_width, row))
        gap = min(60, (span - total) / max(1, len(row)))
        centre = sum(wish.values()) / len(row)
        start = max(LEFT + 5, min(centre - (total + gap * (len(row) - 1)) / 2, LEFT + span - total - gap * (len(row) - 1)))
        for p in row:
            x[p] = start + box_width(p) / 2
            start += box_width(p) + gap
    return x


def main():
    uses = table()
    home = {p: module(p) for p in uses}
    out, y = [], 10
    for m, colour in zip(MODULES, COLOURS):
        own = {p: [q for q in u if home[q] == m] for p, u in uses.items() if home[p] == m}
        rows = layers(own)
        x = place(rows, own)
        height = ROW * len(rows) + 8
        out.append(f'<rect x="10" y="{y}" width="{WIDTH - 20}" height="{height}" rx="8" fill="{colour}"/>')
        out.append(f'<text x="22" y="{y + 24}" class="module">{m}</text>')
        used = sorted({home[q] for p in own for q in uses[p]} - {m}, key=MODULES.index)
        for i, name in enumerate(used):
            out.append(f'<text x="22" y="{y + 42 + 15 * i}" class="uses">→ {name}</text>')
        top = {p: y + 16 + ROW * i for i, row in enumerate(rows) for p in row}
        for p in own:
            beyond = set().union(set(), *(reach(own, q) for q in own[p]))
            for q in own[p]:
                if q not in beyond:
                    x1, y1, x2, y2 = x[p], top[p] + BOX, x[q], top[q]
                    out.append(
                        f'<path d="M{x1:.0f} {y1} C{x1:.0f} {y1 + 24} {x2:.0f} {y2 - 24} {x2:.0f} {y2}" '
                        f'stroke="{EDGE[m]}" class="line"/>'
                    )
        for p in own:
            w = box_width(p)
            tip = escape(f"org.contourflow.{p} uses " + (", ".join(uses[p]) or "none of ours"))
            out.append(
                f'<g><title>{tip}</title><rect x="{x[p] - w / 2:.0f}" y="{top[p]}" width="{w:.0f}" height="{BOX}" '
                f'rx="4" class="box" stroke="{EDGE[m]}"/><text x="{x[p]:.0f}" y="{top[p] + 20}" class="name">{p}</text></g>'
            )
        y += height + 10
    style = (
        "text{font-family:DejaVu Sans,Verdana,sans-serif;fill:#222}"
        ".module{font-size:15px;font-weight:bold}.uses{font-size:11px;fill:#555}"
        ".name{font-size:12px;text-anchor:middle}.box{fill:#fff}.line{fill:none;stroke-width:1;opacity:.7}"
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}">'
        f'<style>{style}</style><rect width="{WIDTH}" height="{y}" fill="#fff"/>\n' + "\n".join(out) + "\n</svg>\n"
    )
    (Path(__file__).parent / "packages.svg").write_text(svg, encoding="utf-8")


main()
