#!/usr/bin/env python3
"""Breaks prose of Markdown pages at 120 columns; tables, headings and code stay, and so do paragraphs that fit.

    python3 docs/wrap.py docs/*.md docs/decisions/*.md README.md CONTRIBUTING.md
"""
import re
import sys
import textwrap
from pathlib import Path

WIDTH = 120
ITEM = re.compile(r"(\s*)([-*+]|\d+\.)\s+")


def stays(line):
    start = line.lstrip()
    return not start or line.startswith(("#", "    ")) or start.startswith(("|", "```", "<", ">", "!["))


def wrapped(paragraph):
    """The paragraph or list item anew; as it is if it fits, or if a line would begin like something else."""
    if max(map(len, paragraph)) <= WIDTH:
        return paragraph
    item = ITEM.match(paragraph[0])
    first = item.group(0) if item else re.match(r"\s*", paragraph[0]).group(0)
    text = " ".join([paragraph[0][len(first):].strip()] + [x.strip() for x in paragraph[1:]])
    new = textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first),
                        break_long_words=False, break_on_hyphens=False)
    return paragraph if any(ITEM.match(x) or stays(x) for x in new[1:]) else new


def page(lines):
    out, i, code = [], 0, False
    while i < len(lines):
        end = i + 1
        if lines[i].lstrip().startswith("```"):
            code = not code
        if code or stays(lines[i]):
            out.append(lines[i])
        else:
            while end < len(lines) and not stays(lines[end]) and not ITEM.match(lines[end]):
                end += 1
            out += wrapped(lines[i:end])
        i = end
    return out


for name in sys.argv[1:]:
    path = Path(name)
    before = path.read_text(encoding="utf-8").split("\n")
    after = page(before)
    if after != before:
        path.write_text("\n".join(after), encoding="utf-8")
        print(name)
