"""Lets PyTorch's wheel for CUDA run on a CPU without CUDA's libraries (4 GB): python no_cuda.py SITE_PACKAGES

The wheel links to libraries it never calls without a GPU. Each gets a stand-in of its name whose functions all
answer "no device" (100), so that PyTorch finds no GPU; and the wheel no longer asks pip for the real ones.
For environments that export and compare on the CPU only. Needs a C compiler and nm, readelf (binutils).
"""
import pathlib
import re
import subprocess
import sys
import tempfile

OF_CUDA = re.compile(r"lib(cu|nccl|nv)\w*\.so\.\d+")
NO_DEVICE = 100  # cudaErrorNoDevice


def said_by(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def wanted(library):
    """Libraries of CUDA that a library needs, and (name, version or "") of each function it lacks."""
    needed = [n for n in re.findall(r"NEEDED.*\[(.+)\]", said_by("readelf", "-d", library)) if OF_CUDA.fullmatch(n)]
    symbols = re.findall(r" [Uw] (\S+)", said_by("nm", "-D", "--undefined-only", library))
    pairs = [s.split("@")[0:2] if "@" in s else (s, "") for s in symbols]
    return needed, {(name, version) for name, version in pairs
                    if OF_CUDA.fullmatch(version) or not version and re.match(r"(__)?(cu|nccl|nv)[A-Za-z0-9_]+$", name)}


def stand_in(folder, library, functions, versioned):
    with tempfile.TemporaryDirectory() as work:
        code, script = pathlib.Path(work) / "none.c", pathlib.Path(work) / "versions"
        code.write_text("".join(f"long {name}(void) {{ return {NO_DEVICE}; }}\n" for name in sorted(functions)))
        script.write_text(f"{library} {{ global: *; }};")
        subprocess.run(["cc", "-shared", "-fPIC", "-w", "-fno-builtin", f"-Wl,-soname,{library}",
                        *([f"-Wl,--version-script,{script}"] if versioned else []),
                        "-o", str(folder / library), str(code)], check=True)


def main():
    packages = pathlib.Path(sys.argv[1])
    folder = packages / "torch" / "lib"
    libraries, functions = set(), set()
    linked = [f for f in folder.glob("*.so") if f.name != "libcaffe2_nvrtc.so"]  # opened on a GPU only
    for library in sorted(linked) + sorted((packages / "torch").glob("_C*.so")):
        needed, lacking = wanted(str(library))
        libraries |= set(needed)
        functions |= lacking
    versions = {version for _, version in functions}
    free = sorted(libraries - versions)  # those whose functions carry no version: the first gets them all
    for library in sorted(libraries):
        of = {name for name, version in functions if version == library or not version and library == free[0]}
        stand_in(folder, library, of, library in versions)
    for metadata in packages.glob("torch-*.dist-info/METADATA"):
        lines = metadata.read_text().splitlines(keepends=True)
        metadata.write_text("".join(l for l in lines if not re.match(r"Requires-Dist: (nvidia-|triton)", l)))
    print(f"{len(libraries)} libraries of CUDA stood in for, {len(functions)} functions")


if __name__ == "__main__":
    main()
