#!/usr/bin/env python3
"""Tells of names in the guides that no longer exist: classes, packages, tests, linked files.

    python3 docs/check-names.py        # exit status 1 if a name is not there

Looked at: `Class`, `package.Class`, `Class.member`, `test_method_name` and links, outside code blocks, in the pages below;
and whether the table of architecture.md has each package.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["CONTRIBUTING.md", "docs/tour.md", "docs/glossary.md", "docs/risks.md", "docs/architecture.md",
         "docs/decisions/0070-packages-by-subject.md"]
# In backticks, and no class of ours.
FOREIGN = {"OPEN", "ACCEPTED", "CONTOURED", "STRUCTURED", "DELIVERED", "Parotid_L", "SpinalCord"}
PACKAGE = re.compile(r"((?:[a-z][a-z0-9]*\.)*)([A-Z]\w*)((?:\.\w+)*)(?:\(\))?")


def sources():
    """Simple name -> {package: text}; nested types count as members of their file."""
    types = {}
    for f in ROOT.glob("*/src/*/java/org/contourflow/**/*.java"):
        package = ".".join(f.relative_to(ROOT).parts[6:-1])
        types.setdefault(f.stem, {})[package] = f.read_text(encoding="utf-8")
    return types


def wrong(token, types, tests):
    if token in FOREIGN:
        return None
    if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+){3,}", token):
        return None if token in tests else "no test of this name"
    m = PACKAGE.fullmatch(token)
    if not m or not re.search("[a-z]", m.group(2)):
        return None
    package, name, members = m.group(1).rstrip("."), m.group(2), m.group(3).strip(".").split(".")
    if name not in types:
        return "no such class"
    if package and package not in types[name]:
        return "the class is in " + ", ".join(types[name])
    text = "".join(types[name].values())
    gone = [x for x in members if x and not re.search(rf"\b{x}\b", text)]
    return f"{name} has no {', '.join(gone)}" if gone else None


def packages_not_told(types):
    """Packages without a word in the table of architecture.md, and words there for packages that are gone."""
    there = {p for places in types.values() for p, text in places.items() if "@Test" not in text and p}
    there = {p for p in there if any(ROOT.glob(f"*/src/main/java/org/contourflow/{p.replace('.', '/')}/*.java"))}
    told = {"testdata"}
    for line in (ROOT / "docs/architecture.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            names = re.findall(r"`([a-z.]+)`", line.split("|")[1])
            base = names[0].rsplit(".", 1)[0]
            told |= {base + n if n.startswith(".") else n for n in names}
    return [f"docs/architecture.md: the package {p} is not told" for p in sorted(there - told)] + [
        f"docs/architecture.md: there is no package {p}" for p in sorted(told - there)]


def main():
    types = sources()
    tests = {}
    for name, places in types.items():
        for text in places.values():
            for method in re.findall(r"(?:void|Stream<\w+>) (\w+)\(", text):
                tests.setdefault(method, set()).add(name)
    problems, seen = packages_not_told(types), 0
    for page in PAGES:
        path = ROOT / page
        text = re.sub(r"^( {4}|```).*?$", "", path.read_text(encoding="utf-8"), flags=re.M)
        for number, line in enumerate(text.splitlines(), 1):
            last = None
            for token in re.findall(r"`([^`]+)`", line):
                seen += 1
                why = wrong(token, types, tests)
                if token in types:
                    last = token
                elif why is None and token in tests and last and last not in tests[token]:
                    why = f"not a test of {last}"
                if why:
                    problems.append(f"{page}:{number}: {token}: {why}")
            for target in re.findall(r"\]\(([^)#]+)[^)]*\)", line):
                if "://" not in target and not (path.parent / target).exists():
                    problems.append(f"{page}:{number}: {target}: no such file")
    print("\n".join(problems) or f"{seen} names looked at, all there")
    return 1 if problems else 0


sys.exit(main())
