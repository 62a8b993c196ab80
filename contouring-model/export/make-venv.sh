#!/usr/bin/env bash
# Makes the virtual environment of the exporters and the parity cases: make-venv.sh FOLDER [--cpu]   (Python 3.11 to 3.12)
# 6.2 GB; with --cpu 2.8 GB: without CUDA's libraries, which PyPI's PyTorch needs on a GPU only (no_cuda.py; a C compiler).
# One that is there whole is left as it is; one half made, or of other requirements, is made anew.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?folder}
made="$folder/made-of.txt"
if cmp -s "$here/requirements.txt" "$made"; then echo "$folder: is there"; exit 0; fi
if [ -n "$(ls -A "$folder" 2>/dev/null)" ]; then
  [ -f "$folder/pyvenv.cfg" ] || { echo "$folder is not empty and no virtual environment: name another" >&2; exit 2; }
  rm -rf "$folder"
fi
python3 -m venv "$folder"
if [ "${2:-}" = --cpu ]; then
  "$folder/bin/pip" install -q --no-deps "$(grep ^torch== "$here/requirements.txt")"
  "$folder/bin/python" "$here/no_cuda.py" "$("$folder/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
fi
"$folder/bin/pip" install -q -r "$here/requirements.txt"
cp "$here/requirements.txt" "$made"
